// SPDX-License-Identifier: Apache-2.0

/// Independent runs, several at a time.
enum Jobs {
    /// What `run` makes of each input, in the order of the inputs: the same for any number of jobs.
    static func results<Input: Sendable, Output: Sendable>(
        of inputs: [Input],
        jobs: Int,
        progress: (Int) -> Void,
        run: @escaping @Sendable (Input) -> Output
    ) async -> [Output] {
        var outputs = [Output?](repeating: nil, count: inputs.count)
        await withTaskGroup(of: (Int, Output).self) { group in
            var waiting = inputs.indices.makeIterator()
            func begin() {
                guard let index = waiting.next() else { return }
                let input = inputs[index]
                group.addTask { (index, run(input)) }
            }
            for _ in 0..<jobs { begin() }
            var finished = 0
            for await (index, output) in group {
                outputs[index] = output
                finished += 1
                progress(finished)
                begin()
            }
        }
        return outputs.compactMap(\.self)
    }
}
