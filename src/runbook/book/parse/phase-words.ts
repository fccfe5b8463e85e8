import type { Phase } from '../page.ts'

/** What a heading or a label announces: a phase of the work, or context that explains it. */
export type Part = Phase | 'context' | 'when' | 'symptom' | 'expected' | 'time' | 'caution'

/** Words are compared in lower case without numbers, emoji and closing colon; `s` at the end is optional. */
const WORDS: Readonly<Record<Part, string>> = {
  prerequisite: `prerequisite, requirement, before you begin, before you start, before starting, input, preparation, pre-check,
    pre-flight, preflight check, pre-upgrade, access required, required access, required tool, pre-requisite, pre-step,
    pre-migration, pre-deployment checklist, precondition, setup`,
  diagnosis: `diagnosis, diagnose, diagnosing, diagnostic, diagnostics, diagnostic step, investigation, investigate, triage,
    debugging, debug, quick assessment, initial assessment, assessment, how to diagnose, check, collect evidence, troubleshooting step, troubleshooting, how to investigate, quick diagnosis,
    detection, verification step to diagnose, root cause analysis, additional check, identify the problem, how to
    check, initial check`,
  action: `mitigation, mitigate, resolution, resolution step, solution, recovery, recovery step, recovery procedure, fix,
    fixes, quick fix, quick fixes, procedure, step, action, immediate action, remediation, response, response step,
    restore, workaround, repair, common causes & solution, common causes and solution, management procedure, common
    mitigation, what to do, immediate response, instruction, how to fix, how to resolve, possible action, possible
    fix, recovery action, resolve, service restart, emergency procedure, execution, migration step, upgrade step,
    deployment step, process, how to, implementation, immediate mitigation, long-term fix, short-term fix, permanent
    fix, runbook, action upon declaration, actions upon declaration`,
  verification: `verification, verify, verification step, validation, validate, post-check, post check, how to verify, confirm,
    confirmation, verification checklist, post-recovery verification, health verification, verify recovery, verify
    the fix, testing the fix, post-deployment verification`,
  rollback: `rollback, roll back, rollback procedure, rollback step, rollback plan, undo, revert, back out, backout plan,
    rollback process, reverting`,
  escalation: `escalation, escalation path, when to escalate, escalate, escalation procedure, escalation criteria, getting help`,
  cleanup: `cleanup, clean up, clean-up, after the incident, follow-up, follow up, post-action, post-incident, aftercare`,
  prevention: `prevention, prevent, preventive measure, prevent recurrence, preventing recurrence, long-term prevention`,
  context: `impact, meaning, cause, common cause, possible cause, likely cause, root cause, common root cause, overview,
    background, description, problem, note, reference, see also, related, context, summary, introduction, purpose,
    scope, dashboard, monitoring, metric, severity, owner, alert, definition, characteristic, example, trigger,
    trigger source, objective, authority, criteria, communication, error message, explanation, user impact,
    additional information, investigative question, further reading, limitation, success criteria, security note, important note, automation
    candidate, contact, architecture, related runbook, service, frequency, downtime`,
  when: `when, when to use, use case, use when, use this when, scenario, when to use this runbook, when to use this
    procedure, applies when`,
  symptom: 'symptom, how to identify, sign, indicator, observed behavior, what you see',
  expected: `expected, expected output, expected result, expected response, expected status, expected log message, expected
    usage, expected sequence, expected state, expected behavior, expected behaviour, expected outcome, expected
    value, expected metric`,
  time: `expected time, estimated time, est. time, time, duration, expected duration, estimated duration, timeline, time
    bound, time to complete, time required, total time`,
  caution: 'warning, caution, danger, critical, important, attention',
}

const PART_OF = new Map<string, Part>()
for (const [part, words] of Object.entries(WORDS)) {
  for (const word of words.split(',')) PART_OF.set(word.trim().replace(/\s+/g, ' '), part as Part)
}

/** Leading numbers, letters and signs that order a title but do not name it: `1.`, `2.3`, `A.`, `Step 3:` stays. */
const ORDINAL = /^(?:[^\p{L}\p{N}#<`]+)?(?:(?:\d+(?:\.\d+)*|[A-Z])[.):]\s+)?/u

/** The words of a heading or a label without ordinal, emoji, time budget and closing colon, in lower case. */
export function bareTitle(title: string): string {
  return title
    .slice(0, 200)
    .replace(ORDINAL, '')
    .replace(/\s*\([^()]*\)\s*$/, '')
    .replace(/[:.!\s]+$/, '')
    .trim()
    .toLowerCase()
}

/** Which part of a procedure a heading or a label opens, if it is one of the usual words and nothing else. */
export function partOf(title: string): Part | undefined {
  const bare = bareTitle(title)
  if (bare.length > 60) return undefined
  return PART_OF.get(bare) ?? PART_OF.get(bare.replace(/s$/, ''))
}

const PHASES: ReadonlySet<string> = new Set([
  'prerequisite',
  'diagnosis',
  'action',
  'verification',
  'rollback',
  'escalation',
  'cleanup',
  'prevention',
])

/** True for the parts that hold something to do. */
export const isPhase = (part: Part | undefined): part is Phase => part !== undefined && PHASES.has(part)

const PHASE_BY_VERB: readonly (readonly [RegExp, Phase])[] = [
  [/^(?:re-?)?(?:verify|validate|confirm)\b|^(?:smoke|sanity) test|^health checks?$|^verification\b/i, 'verification'],
  [/^(?:roll ?back|revert|undo|back out)\b/i, 'rollback'],
  [/^escalat/i, 'escalation'],
  [/^clean(?:\s|-)?up\b/i, 'cleanup'],
  [
    /^(?:check|inspect|list|view|show|look|review|identify|query|examine|analy[sz]e|investigate|monitor|test if|find|compare|collect|diagnos|assess|gather|determine)/i,
    'diagnosis',
  ],
]

/** The phase a step's own title suggests; undefined when only the text around it can tell. */
export function phaseOfTitle(title: string): Phase | undefined {
  const part = partOf(title)
  if (isPhase(part)) return part
  const bare = title.replace(/^(?:step|phase|check)\s+\d+(?:\.\d+)*\s*[:.-]\s*/i, '')
  return PHASE_BY_VERB.find(([pattern]) => pattern.test(bare))?.[1]
}
