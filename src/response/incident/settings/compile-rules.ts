import { matcherText, matchesAll } from '../../alert/matcher/matcher.ts'
import { compileConditions } from '../../alert/settings/compile-routes.ts'
import { readPrometheusDuration } from '../../alert/settings/prometheus-duration.ts'
import type { AlertRules } from '../alert/actions.ts'
import type { DeclareRule } from '../declare.ts'
import type { IncidentsSettings } from './incidents-schema.ts'

/** Settings that passed their schema → rules that can decide. A rule without a name is called by its conditions. */
export const compileRules = ({ rules, reopenWithin }: IncidentsSettings): AlertRules => ({
  rules: rules.map(({ name, matchers, severity, title, kind }): DeclareRule => {
    const conditions = compileConditions({ matchers })
    return {
      name: name ?? conditions.map(matcherText).join(', '),
      matches: (labels) => matchesAll(conditions, labels),
      ...(severity === undefined ? {} : { severity }),
      ...(title === undefined ? {} : { title }),
      ...(kind === undefined ? {} : { kind }),
    }
  }),
  reopenWithinMs: readPrometheusDuration(reopenWithin)!,
})
