/** Holds back what several targets give in one step until all of them are done with it, so that it can be shown folded. */
import type { RunEvent } from '../runbook/record/events.ts'
import { foldedLines, type TargetReport } from '../runbook/report/fold-targets.ts'
import type { Style } from '../runbook/report/style.ts'
import type { StepInBatch } from '../runbook/run/next-move.ts'

type Place = { step: string; target: string }

export class TargetBoard {
  #step = ''
  readonly #reports = new Map<string, { -readonly [Key in keyof TargetReport]: TargetReport[Key] }>()

  /** A step at one target, and one at a terminal, are shown as they go. */
  begin({ step, targets }: StepInBatch): void {
    this.#reports.clear()
    this.#step = step.id
    if (targets.length < 2 || step.kind === 'interactive') return
    for (const target of targets) this.#reports.set(target, emptyReport(target, 1))
  }

  has({ step, target }: Place): boolean {
    return step === this.#step && this.#reports.has(target)
  }

  add({ target }: Place, lines: readonly string[]): void {
    const report = this.#reports.get(target)
    if (report) report.lines = [...report.lines, ...lines]
  }

  ended(event: Extract<RunEvent, { type: 'step.finished' }>): void {
    const report = this.#reports.get(event.target)
    if (!report) return
    report.end = event
    report.durationMs += event.durationMs
  }

  missed({ target }: Place): void {
    const report = this.#reports.get(target)
    if (report) report.missed = true
  }

  /** What a try gave that is followed by another one is of no interest any more. */
  again(target: string): void {
    const report = this.#reports.get(target)
    if (report) this.#reports.set(target, { ...emptyReport(target, report.tries + 1), durationMs: report.durationMs })
  }

  close(style: Style): readonly string[] {
    const reports = [...this.#reports.values()]
    this.#reports.clear()
    return reports.length === 0 ? [] : foldedLines(reports, style)
  }
}

const emptyReport = (target: string, tries: number): TargetReport => ({
  ...{ target, tries, lines: [], missed: false, durationMs: 0 },
})
