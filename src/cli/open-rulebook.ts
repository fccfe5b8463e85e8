/** What decides about alerts where a command works: the settings, and the severities of their book. */
import { relative } from 'node:path'
import { alertRulebook } from '../app/route-tests.ts'
import type { AlertRulebook } from '../response/incident/route-test/judge-route-test.ts'
import type { Call } from './command.ts'
import { EXIT } from './exit-code.ts'
import { Failure } from './failure.ts'
import { type OpenedBook, openBook } from './open-book.ts'
import { ruleIds } from './rule-names.ts'

export interface OpenedRulebook extends OpenedBook {
  readonly rulebook: AlertRulebook
  /** The settings' file, as seen from where the command works. */
  readonly file: string
}

export async function openRulebook(call: Call<object>, paths: readonly string[]): Promise<OpenedRulebook> {
  const opened = await openBook(call, paths, ruleIds)
  const { config, path } = opened.settings
  const rulebook = alertRulebook(config, opened.book)
  if (rulebook && path !== undefined) return { ...opened, rulebook, file: relative(call.cwd, path) || path }
  throw new Failure({
    ...{ code: 'config/no-alerting', exit: EXIT.notFound },
    message:
      path === undefined ? 'there is no opsbook.yaml here' : `${relative(call.cwd, path) || path} has no "alerting"`,
    hint: 'opsbook config import alertmanager.yml makes that part from a file you have',
  })
}
