// SPDX-License-Identifier: Apache-2.0

import HTTPServer
import PrometheusText

/// What a gateway's routes share, and the routes.
struct GatewayParts {
    let settings: GatewaySettings
    let access: NodeAccess
    let feed: Feed
    let calls: CallService
    let proxy: ProxyDesk?
    let registry: MetricsRegistry
    let hooks: GatewayHooks
    let pages: MemberPages
    let statistics = StatisticsSource()
    let admission: AdmissionDesk
    let metadata: MetadataDesk
    let receipts: ReceiptDesk
    /// `nil` where there is no journal, like the outbox.
    let consumers: ConsumerDesk?
    let outbox: OutboxDesk?
    private let proxyCounts: ProxyCounts

    init(
        _ settings: GatewaySettings,
        access: NodeAccess,
        feed: Feed,
        calls: CallService,
        proxy: ProxyDesk?,
        metrics registry: MetricsRegistry,
        hooks: GatewayHooks
    ) {
        self.settings = settings
        self.access = access
        self.feed = feed
        self.calls = calls
        self.proxy = proxy
        self.registry = registry
        self.hooks = hooks
        pages = MemberPages(access: access)
        admission = AdmissionDesk(Admission(settings, isUnix: settings.isUnix))
        metadata = MetadataDesk(access: access)
        let receipts = ReceiptDesk(feed: feed)
        self.receipts = receipts
        consumers = hooks.journal.map { ConsumerDesk($0) }
        outbox = hooks.journal.map { OutboxDesk($0, access, receipts) }
        proxyCounts = proxy?.counts ?? ProxyCounts()
    }

    /// All of them, who may use them, and what is said of what is wrong.
    var routes: Router {
        var routes = Router()
        routes.admission = admission.judge
        routes.admissionVersion = admission.version
        routes.problem = { GatewayError.server($0).response }
        MembersRoute(access: access, pages: pages).add(to: &routes)
        addMessaging(to: &routes)
        MessagesRoute(feed: feed, consumers: consumers, admission: admission).add(to: &routes)
        ConsumersRoute(desk: consumers).add(to: &routes)
        EventsRoute(feed: feed).add(to: &routes)
        HealthRoute(access: access, feed: feed).add(to: &routes)
        MetaRoute(desk: metadata).add(to: &routes)
        JoinRoute(access: access).add(to: &routes)
        LeaveRoute(access: access, whenLeft: hooks.whenLeft).add(to: &routes)
        OwnerRoute(access: access, pages: pages).add(to: &routes)
        KeysRoute(desk: KeyDesk(access: access, save: hooks.saveKeys)).add(to: &routes)
        ProbesRoute(access: access).add(to: &routes)
        CallTakerRoute(service: calls).add(to: &routes)
        CallRoute(access: access, service: calls).add(to: &routes)
        ProxyRoute(
            access: access,
            takesTokens: admission.takesTokens,
            patience: proxy?.patience ?? .seconds(65),
            counts: proxyCounts
        ).add(to: &routes)
        DashboardRoute().add(to: &routes)
        DescriptionRoute().add(to: &routes)
        return routes
    }

    /// Has those look who wait for what the node publishes and hears.
    func wake(_ server: Server) {
        access.whenPublished { [weak server, outbox] in
            server?.wake(.members)
            outbox?.membersChanged()
        }
        feed.listen(at: server.boundAddress) { [weak server, consumers] isMessage in
            if isMessage {
                server?.wake(.messages)
                consumers?.wake()
            }
            server?.wake(.events)
        }
    }

    /// What is sent, and the two routes that count it.
    private func addMessaging(to routes: inout Router) {
        let keys = IdempotencyDesk(hooks.journal)
        let counts = NamedCounts([
            { [feed] in feed.statistics },
            { [consumers] in consumers?.statistics ?? ([:], [:]) },
            { [outbox] in outbox?.statistics ?? ([:], [:]) }, { [receipts] in receipts.statistics },
            { keys.statistics },
            { [calls] in calls.statistics }, { [proxyCounts] in (proxyCounts.named, [:]) },
        ])
        SendRoute(access: access, receipts: receipts, keys: keys, outbox: outbox)
            .add(to: &routes)
        BroadcastRoute(access: access, keys: keys).add(to: &routes)
        let own = SelfRoute(
            access: access,
            pages: pages,
            statistics: statistics,
            counts: counts,
            admission: admission,
            version: settings.version
        )
        own.add(to: &routes)
        own.answerCalls()
        MetricsRoute(
            access: access,
            statistics: statistics,
            named: counts,
            registry: registry,
            version: settings.version
        ).add(to: &routes)
    }
}
