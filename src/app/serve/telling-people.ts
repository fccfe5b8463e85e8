/** How the server tells people: its channels, the outbox, and what is done about it once a week and once a day. */
import type { Database } from '../../db/database.ts'
import type { Jobs } from '../../db/jobs.ts'
import type { Route } from '../../kit/route.ts'
import type { PagePort } from '../../response/page/notify/actions.ts'
import type { ActPort } from '../../response/page/notify/callback/actions.ts'
import { callbackRoutes } from '../../response/page/notify/callback/routes.ts'
import type { ChannelsInForce } from '../../response/page/notify/channel-in-force.ts'
import type { ContactDesk } from '../../response/page/notify/contact/actions.ts'
import { contactRoutes } from '../../response/page/notify/contact/routes.ts'
import { pagingHealthRoutes } from '../../response/page/notify/health/routes.ts'
import { adoptChannels } from '../../response/page/notify/health/store.ts'
import { startOutbox } from '../../response/page/notify/outbox/actions.ts'
import { sendTestPages } from '../../response/page/notify/proof/actions.ts'
import { proofRoutes } from '../../response/page/notify/proof/routes.ts'
import { rankChannels } from '../../response/page/notify/rank-channels.ts'
import { notificationRuleRoutes } from '../../response/page/notify/rules/routes.ts'
import { proofWithinMs, stormBudgets, testPageCron } from '../../response/page/notify/settings/compile-delivery.ts'
import type { BookConfig } from '../config.ts'
import { channelsInForce } from './channels-in-force.ts'

export interface TellingParts {
  readonly db: Database
  readonly jobs: Pick<Jobs, 'work' | 'schedule'>
  readonly config: () => BookConfig
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  readonly publicUrl: () => string
  readonly clock: () => Date
  readonly note: ContactDesk['note']
  readonly pages: PagePort
  readonly acts: ActPort
  /** Ids of those who are on call within the coming week; undefined: nobody knows, so everybody is tested. */
  readonly onCallSoon: (now: Date) => Promise<readonly string[] | undefined>
  readonly onTrouble: (error: unknown) => void
}

export interface TellingPeople {
  readonly channels: () => ChannelsInForce
  readonly routes: readonly Route[]
  /** Something may have been written into the outbox. */
  readonly wake: () => void
  /** To be called when the settings have changed. */
  readonly reload: () => Promise<void>
  readonly stop: () => Promise<void>
}

const TEST_PAGES = 'paging.test-pages'

/** Starts it. */
export async function startTelling(parts: TellingParts): Promise<TellingPeople> {
  const { db, jobs, config, env, version, publicUrl, note, pages, acts, onTrouble } = parts
  let inForce = channelsInForce(config().paging.channels, env)
  const channels = () => inForce
  const egressAllow = () => config().server.egress.allow
  const adopt = async () => {
    const known = [...inForce.values()].map(({ channel }) => channel)
    await adoptChannels(db, rankChannels(known.filter(({ reach }) => reach === 'personal')))
    await jobs.schedule(TEST_PAGES, testPageCron(config().paging.delivery))
  }
  await jobs.work({ name: TEST_PAGES, concurrency: 1, handle: async () => testEverybody(parts) })
  await adopt()
  const outbox = startOutbox({
    ...{ db, version, channels, egressAllow, pages, publicUrl, onTrouble },
    outsideUrl: () => config().server.url,
    budgets: () => stormBudgets(config().paging.delivery),
    proofWithinMs: () => proofWithinMs(config().paging.delivery),
  })
  const desk = { db, channels, egressAllow, version, note }
  return {
    channels,
    routes: [
      ...contactRoutes(desk),
      ...notificationRuleRoutes(desk),
      ...pagingHealthRoutes(desk),
      ...proofRoutes(desk),
      ...callbackRoutes({ ...desk, acts, publicUrl, onTrouble }),
    ],
    wake: outbox.wake,
    reload: async () => {
      inForce = channelsInForce(config().paging.channels, env)
      await adopt()
      outbox.wake()
    },
    stop: async () => {
      await outbox.stop()
      for (const { channel } of inForce.values()) channel.close?.()
    },
  }
}

async function testEverybody({ db, config, clock, onCallSoon }: TellingParts): Promise<void> {
  const { to } = config().paging.delivery.testPages
  if (to === 'nobody') return
  const now = clock()
  const users = to === 'on-call' ? await onCallSoon(now) : undefined
  await sendTestPages(db, users, now.toISOString().slice(0, 10))
}
