/** What is wrong with who is on call, as findings at their lines of `opsbook.yaml`. */
import type { Diagnostic, Span } from '../kit/diagnostic.ts'
import { findRotaProblems } from '../response/oncall/problem/find-rota-problems.ts'
import { oncallFindings } from '../response/oncall/problem/finding.ts'
import type { BookConfig } from './config.ts'
import { oncallInForce } from './serve/oncall-in-force.ts'

export interface OncallSource {
  readonly config: BookConfig
  /** Folder of the settings; calendars are read from it. */
  readonly folder: string
  /** The settings' file as findings name it. */
  readonly file: string
  readonly spanOf: (path: readonly PropertyKey[]) => Span
}

/** The findings, with the severities the settings give them. */
export function lintOncall({ config, folder, file, spanOf }: OncallSource, now: Date): Diagnostic[] {
  const { settings, rotas, calendars } = oncallInForce({ config, folder })
  if (!settings) return []
  return findRotaProblems(settings, { rotas, calendars, now: now.getTime() }).flatMap(({ code, path, message }) => {
    const { severity: usual, hint } = oncallFindings[code]
    const severity = config.rules[code] ?? usual
    if (severity === 'off') return []
    const place = ['oncall', ...path]
    return [{ rule: code, severity, file, span: spanOf(place), subject: place.join('.'), message, hint }]
  })
}
