/** What is wrong with who is on call. The codes are those of `opsbook check`; the last three need a server to be seen. */
export const oncallFindings = {
  RB701: {
    name: 'oncall-gap',
    severity: 'warning',
    summary: 'In the next 90 days there are times in which nobody is on call.',
    hint: 'Cover them with a layer below all others, or say in "covers" when somebody has to be on',
  },
  RB702: {
    name: 'oncall-overlap',
    severity: 'info',
    summary: 'Layers of a schedule overlap: one is never on because others always are, or two of them are on together.',
    hint: 'Give them other hours or other priorities, or remove the one that has no effect',
  },
  RB703: {
    name: 'oncall-weekends-only',
    severity: 'info',
    summary: 'Somebody is on call at weekends only, while others share the days of the week.',
    hint: 'Hand over on another day, or with another number of people',
  },
  RB704: {
    name: 'oncall-unknown-person',
    severity: 'error',
    summary: 'A schedule names somebody who is not one of the people of the settings, so nobody would be reached.',
    hint: 'Mend the login, or name them in "oncall.people"',
  },
  RB705: {
    name: 'oncall-single-person',
    severity: 'warning',
    summary: 'A schedule has one person only: nobody is there when they are ill, asleep or have had enough.',
    hint: 'Add a second one, or escalate to another schedule',
  },
  RB706: {
    name: 'oncall-calendar',
    severity: 'warning',
    summary: 'A calendar of holidays or absences cannot be read, or not all of it.',
    hint: 'Export it anew as iCalendar, or remove it from the settings',
  },
} as const

export type OncallFindingCode = keyof typeof oncallFindings

/** One thing that is wrong with the settings, at its place below `oncall`. */
export interface OncallFinding {
  readonly code: OncallFindingCode
  readonly path: readonly PropertyKey[]
  readonly message: string
}
