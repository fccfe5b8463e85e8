/** What a label or heading around a symptom says. */
export type SymptomRole = 'symptom' | 'issue' | 'error' | 'cause' | 'remedy' | 'severity'

const ROLES: readonly (readonly [SymptomRole, RegExp])[] = [
  ['symptom', /^(?:symptoms?|how to identify|signs?|what you see|observed behaviou?r)(?: \(.*\))?$/],
  // "Problem" and "Issue" also head designs and decisions; they count only together with a remedy.
  ['issue', /^(?:issue|problem)$/],
  ['error', /^(?:error(?: messages?| logs?| text)?|example error)$/],
  [
    'cause',
    /^(?:(?:common |likely |possible |potential |probable |root )?causes?(?: & solutions?| and solutions?)?|reason|why)$/,
  ],
  [
    'remedy',
    /^(?:(?:immediate |quick |recommended |possible )?(?:solutions?|fix(?:es)?|actions?|resolutions?|remed(?:y|ies)|mitigations?|response|recovery|workarounds?|remediation)(?: steps?| procedure| actions?)?|what to do)$/,
  ],
  ['severity', /^(?:severity|priority)$/],
]

/** The role of a label or heading by its normalised name (see `keyOf`). */
export function symptomRole(key: string): SymptomRole | undefined {
  return key.length > 40 ? undefined : ROLES.find(([, pattern]) => pattern.test(key))?.[0]
}
