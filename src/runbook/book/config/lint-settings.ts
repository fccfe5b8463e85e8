/** What the rules are told of a book's configuration. */
import type { LintSettings } from '../lint/profiles.ts'
import type { BookConfig } from './config.ts'

/** Settings for `lintBook`. `now` is the moment that reviews and drills are measured against. */
export function lintSettings(
  config: BookConfig,
  now: Date,
  profile: BookConfig['profile'] = config.profile,
): LintSettings {
  return {
    now,
    profile,
    rules: config.rules,
    overrides: config.overrides,
    rule: {
      namespaceConfigured: config.namespaceConfigured,
      variables: config.variables,
      generatedRoutes: config.generatedRoutes,
      severityAliases: config.severities,
      ...(config.owner === undefined ? {} : { defaultOwner: config.owner }),
    },
  }
}
