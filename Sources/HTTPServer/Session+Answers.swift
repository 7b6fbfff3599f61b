// SPDX-License-Identifier: Apache-2.0

import HTTP1

/// From responses to answers.
extension Session {
    func respond(_ response: Response, _ note: RequestNote) -> ServerEffect {
        guard let prepared = response.prepared else {
            count(response.status, bytes: response.body.count, note)
            return connection.respond(answer(response, note), at: now)
        }
        count(prepared.status, bytes: prepared.body.count, note)
        return connection.respond(prepared, requestID: note.id, date: server.date, at: now)
    }

    func answer(_ response: Response, _ note: RequestNote) -> Answer {
        Answer(
            response.status,
            fields: response.fields,
            body: response.body,
            requestID: note.id,
            date: server.date
        )
    }
}
