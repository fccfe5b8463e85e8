/** What the operating system says about a process, and which processes belong to a step. */
import { stepNumber } from './step-number.ts'

export interface ProcessFacts {
  pid: number
  parent: number
  /** A zombie is dead: it only waits to be counted. */
  zombie: boolean
  /** Start, in clock ticks since boot. */
  startedTicks: number
  /** `OPSBOOK_SESSION_ID` and `OPSBOOK_STEP_MARK` of its environment, where it may be read. */
  session?: string
  step?: string
  /** Its soft limit of file locks, where it has one: see `stepNumber`. */
  number?: string
  /** True when one of its outputs is an output of the session. */
  holdsOutput?: boolean
}

export interface StepTraces {
  session: string
  step: string
  /** The bash that runs the step. */
  shell: number
  /** Nothing that started before may be touched, unless it carries the mark of the step. */
  sinceTicks: number
}

/**
 * The processes a step has started, and the shell itself: those that carry its mark or its number, wherever they have moved; those without
 * any mark of a step that carry the session's or hold its outputs; and the children of all these. What an earlier step
 * started and left running carries that step's mark or is older, and stays.
 */
export function processesOfStep(processes: readonly ProcessFacts[], traces: StepTraces): readonly number[] {
  const alive = processes.filter(({ zombie }) => !zombie)
  const chosen = new Set<number>()
  const number = stepNumber(traces.session, traces.step)
  for (const one of alive) if (one.number === number || isOfStep(one, traces)) chosen.add(one.pid)
  const children = childrenByParent(alive)
  const open = [...chosen]
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    for (const child of children.get(pid) ?? []) {
      const foreign = child.step !== undefined && child.step !== traces.step
      if (chosen.has(child.pid) || foreign || child.startedTicks < traces.sinceTicks) continue
      chosen.add(child.pid)
      open.push(child.pid)
    }
  }
  return [...chosen]
}

function childrenByParent(processes: readonly ProcessFacts[]): ReadonlyMap<number, readonly ProcessFacts[]> {
  const children = new Map<number, ProcessFacts[]>()
  for (const one of processes) {
    const known = children.get(one.parent)
    if (known) known.push(one)
    else children.set(one.parent, [one])
  }
  return children
}

function isOfStep(one: ProcessFacts, { session, step, shell, sinceTicks }: StepTraces): boolean {
  // The mark tells the shell from a later process with its number.
  if (one.pid === shell && one.session === session) return true
  if (one.session === session && one.step !== undefined) return one.step === step
  return (one.session === session || one.holdsOutput === true) && one.startedTicks >= sinceTicks
}

/** Every process that carries the mark of a session. */
export const processesOfSession = (processes: readonly ProcessFacts[], session: string): readonly number[] =>
  processes.filter((one) => one.session === session && !one.zombie).map(({ pid }) => pid)

/** Reads `/proc/<pid>/stat`; nothing when it is none. The name in parentheses may itself contain parentheses. */
export function readStat(text: string): Pick<ProcessFacts, 'pid' | 'parent' | 'zombie' | 'startedTicks'> | undefined {
  const close = text.lastIndexOf(')')
  const pid = Number.parseInt(text, 10)
  const fields = text.slice(close + 2).split(' ')
  const startedTicks = Number(fields[19])
  if (close < 0 || !Number.isSafeInteger(pid) || !Number.isFinite(startedTicks)) return undefined
  return { pid, parent: Number(fields[1]), zombie: fields[0] === 'Z' || fields[0] === 'X', startedTicks }
}

/** Clock ticks a second; fixed in the interface of Linux. */
export const TICKS_PER_SECOND = 100
