/** `opsbook oncall`: who is on call. */
import type { CommandEntry } from './command.ts'
import { commandGroup } from './command-group.ts'

const parts: readonly CommandEntry[] = [
  {
    name: 'now',
    summary: 'who is on call, until when, and why',
    load: async () => (await import('./oncall-now.ts')).oncallNow,
  },
  {
    name: 'next',
    summary: 'who comes next, and when',
    load: async () => (await import('./oncall-next.ts')).oncallNext,
  },
  {
    name: 'whoami',
    summary: 'am I on call, and when next',
    load: async () => (await import('./oncall-whoami.ts')).oncallWhoami,
  },
  {
    name: 'preview',
    summary: 'a week or a month of a schedule, day by day',
    load: async () => (await import('./oncall-preview.ts')).oncallPreview,
  },
  {
    name: 'override',
    summary: 'put somebody on or off for a time',
    load: async () => (await import('./oncall-override.ts')).oncallOverride,
  },
  {
    name: 'swap',
    summary: 'offer a shift of yours, or take one',
    load: async () => (await import('./oncall-swap.ts')).oncallSwap,
  },
  {
    name: 'report',
    summary: 'calls, nights and answers of a period, person by person',
    load: async () => (await import('./oncall-report.ts')).oncallReport,
  },
  {
    name: 'handover',
    summary: 'what whoever comes on should know',
    load: async () => (await import('./oncall-handover.ts')).oncallHandover,
  },
  {
    name: 'ical',
    summary: 'a calendar of shifts, or its address',
    load: async () => (await import('./oncall-ical.ts')).oncallIcal,
  },
]

export const oncall = commandGroup(
  {
    name: 'oncall',
    summary: 'Who is on call.',
    examples: [
      ['opsbook oncall now', 'who, until when, why'],
      ['opsbook oncall preview shop-primary --local', 'the schedule of opsbook.yaml, before it is in force'],
      ['opsbook oncall override shop-primary --until 18:00 --with ben', 'Ben instead of whoever is on'],
    ],
  },
  parts,
)
