/** What the rules are told of a book's configuration. */
import type { LintSettings } from '../runbook/book/lint/profiles.ts'
import type { BookConfig } from './config.ts'

export interface SettingsSource {
  config: BookConfig
  /** Folder of the configuration as seen from the root of its repository, with a final slash, or empty. */
  prefix: string
}

/** Settings for `lintBook`. `now` is the moment that reviews and drills are measured against. */
export function lintSettings({ config, prefix }: SettingsSource, now: Date, profile = config.profile): LintSettings {
  const fromRoot = (glob: string) => (glob.startsWith('!') ? `!${prefix}${glob.slice(1)}` : prefix + glob)
  return {
    now,
    profile,
    rules: config.rules,
    overrides: config.overrides.map(({ files, rules }) => ({ files: files.map(fromRoot), rules })),
    rule: {
      namespaceConfigured: config.namespaceConfigured,
      variables: config.variables,
      generatedRoutes: config.generatedRoutes,
      severityAliases: config.severities,
      evidenceDays: config.test.evidenceDays,
      ...(config.owner === undefined ? {} : { defaultOwner: config.owner }),
    },
  }
}
