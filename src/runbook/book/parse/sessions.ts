import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { placeExpectations } from './place-expectations.ts'
import { baseName } from './platform-of.ts'
import { SHELL } from './read-command.ts'
import { type SessionOpener, sessionOf } from './session-opener.ts'
import type { StepDraft } from './step-draft.ts'

/** Where the lines of a page stand, and the prompts that the author showed before them. */
export interface Places {
  /** The fence or list item and the section around a line; equal numbers are equal places. */
  blockAt(line: number): number
  sectionAt(line: number): number
  promptAt(line: number): string | undefined
}

interface Session extends SessionOpener {
  opener: string
  line: number
  prompt: string | undefined
}

/** Nobody goes further in; more is a text that was made to be large. */
const DEEPEST = 16
const LEAVES = /^(?:exit|logout|quit|\\q|:q|\.exit|\.quit|(?:exit|quit|q)\(\)[.;]?)\s*;?$/
/** Said of what comes next: it is done where the operator sits, or where another session is not. */
const OUTSIDE =
  /\b(?:your|own) (?:(?:local|own) )?(?:machine|workstation|laptop|computer)\b|\blocally\b|\blocal (?:machine|shell|terminal|workstation)\b|\b(?:an?other|(?:a )?new|second|separate) (?:terminal|shell|window|tab|console)\b|\b(?:outside|exit|leave|quit|close|log ?out of|end) (?:of )?(?:the|this|your) [\w -]{0,30}\b(?:session|shell|pod|container|node|console|prompt|box|host)\b|\blog ?out\b/i
const CLUSTER_TOOL = /^(?:kubectl|oc|k|helm|virtctl|kubectx|kubens)$/
const CONTAINER_TOOL = /^(?:docker|docker-compose|podman|podman-compose|nerdctl)$/
const DESK_TOOL =
  /^(?:ssh|scp|mosh|sftp|rsync|gcloud|aws|az|tsh|docker-machine|vagrant|knife|firefox|open|xdg-open|code)$/
/** Queries of a monitoring system are asked over the network, whatever shell is open. */
const ASKED_ELSEWHERE: ReadonlySet<string> = new Set(['promql', 'logql'])

/**
 * Finds what is typed inside a session that an earlier command opened: `oc debug node/…`, then `chroot /host`, then
 * `systemctl restart kubelet`. A shell of the runner would carry it out on the wrong machine, so it stays with the
 * operator: `within` names the opener. A session of another language ends with its block; a shell elsewhere goes on until
 * somebody leaves it, a command can only be meant for the desk, or its section ends. What a shell on a node of a cluster
 * finds out is often repaired there in a later section: it ends with the next `oc` or `kubectl`.
 */
export function markSessions(steps: readonly StepDraft[], places: Places): StepDraft[] {
  return new SessionWalk(places).walk(steps)
}

class SessionWalk {
  private readonly places: Places
  private open: Session[] = []
  private last = 0
  /** Another prompt than that of the outermost opener was seen since. */
  private elsewhere = false

  constructor(places: Places) {
    this.places = places
  }

  walk(steps: readonly StepDraft[]): StepDraft[] {
    return steps.flatMap((step) => {
      this.enter(step)
      return step.alternatives.length > 0 ? [this.takeChoice(step)] : this.takeStep(step)
    })
  }

  /** What a new block, a new section or the author's words say about the session that is open. */
  private enter(step: StepDraft): void {
    if (this.open.length === 0) return
    const said = [step.title, step.group ?? '', ...(step.commands.length === 0 ? step.notes : [])]
    if (said.some((text) => OUTSIDE.test(text))) this.open = []
  }

  /** A choice may be made inside a session; what a way opens stays open behind it only where every way opens something. */
  private takeChoice(step: StepDraft): StepDraft {
    const before = this.open
    const ends: Session[][] = []
    for (const alternative of step.alternatives) {
      this.open = before
      alternative.steps = this.walk(alternative.steps)
      ends.push(this.open)
    }
    this.open = ends.every((end) => end.length > before.length) ? ends.at(-1)! : before
    return step
  }

  private takeStep(step: StepDraft): StepDraft[] {
    if (step.opens) {
      const mentioned = sessionOf({ text: step.opens.text, language: SHELL })!
      this.open = [{ ...mentioned, opener: step.opens.text, line: step.opens.line, prompt: undefined }]
      this.last = step.opens.line
    }
    const runs: { within: string | undefined; commands: Command[] }[] = []
    for (const command of step.commands) {
      this.move(command)
      const within = ASKED_ELSEWHERE.has(command.language) ? undefined : this.open.at(-1)?.opener
      const left = this.open.length > 0 && LEAVES.test(command.text.trim())
      const opened = left ? undefined : this.openerIn(command)
      if (left) this.open = this.open.slice(0, -1)
      const own = opened ? asInteractive(command) : command
      const run = runs.at(-1)
      if (run && run.within === within) run.commands.push(own)
      else runs.push({ within, commands: [own] })
      if (opened) this.push(opened)
    }
    if (runs.length === 0 || runs.every((run) => run.within === undefined)) {
      if (runs[0]) step.commands = runs[0].commands
      return [step]
    }
    return splitRuns(step, runs)
  }

  private push(opened: Session): void {
    if (this.open.length === 0) this.elsewhere = false
    if (this.open.length < DEEPEST) this.open = [...this.open, opened]
  }

  /** Closes what does not reach this command. */
  private move(command: Command): void {
    const from = this.last
    this.last = command.line
    if (this.open.length === 0) return
    const { blockAt, sectionAt } = this.places
    if (blockAt(from) !== blockAt(command.line)) {
      const stays = CLUSTER_TOOL.test(this.open[0]!.program) && command.language === SHELL
      if (sectionAt(from) !== sectionAt(command.line) && !stays) this.open = []
      this.open = this.open.slice(
        0,
        firstIndex(this.open, ({ kind }) => kind === 'prompt'),
      )
    }
    // No prompt for statements takes the path of a script: it is typed elsewhere.
    if (programOf(command).includes('/'))
      this.open = this.open.slice(
        0,
        firstIndex(this.open, ({ kind }) => kind === 'prompt'),
      )
    const outermost = this.open[0]
    if (outermost && (this.isBackAtPrompt(command) || isForDesk(command, outermost.program))) this.open = []
  }

  /** The prompt of the opener again, where others stood in between or where it names the machine. */
  private isBackAtPrompt(command: Command): boolean {
    const { promptAt, blockAt } = this.places
    const { prompt, line } = this.open[0]!
    const own = promptAt(command.line)
    if (prompt === undefined || own === undefined) return false
    if (own !== prompt) this.elsewhere = true
    return own === prompt && (/\w/.test(prompt) || (this.elsewhere && blockAt(line) === blockAt(command.line)))
  }

  private openerIn(command: Command): Session | undefined {
    const found = sessionOf(command)
    if (!found) return undefined
    const { line } = command
    return {
      ...found,
      opener: command.text.split('\n', 1)[0]!.replace(/\s*\\$/, ''),
      line,
      prompt: this.places.promptAt(line),
    }
  }
}

function firstIndex(open: readonly Session[], is: (session: Session) => boolean): number {
  const at = open.findIndex(is)
  return at < 0 ? open.length : at
}

/** A pod has no `kubectl`, and another machine is not where files are copied to by name of that machine. */
function isForDesk(command: Command, opener: string): boolean {
  const program = baseName(programOf(command))
  if (CLUSTER_TOOL.test(opener)) return CLUSTER_TOOL.test(program)
  if (CONTAINER_TOOL.test(opener)) return CONTAINER_TOOL.test(program)
  return DESK_TOOL.test(opener) && DESK_TOOL.test(program)
}

const programOf = ({ language, text }: Command): string =>
  (language === SHELL ? commandFacts(text).invocations.find(({ nested }) => !nested)?.program : undefined) ?? ''

/** What opens a session waits for a person, even where its program is not known to. */
function asInteractive(command: Command): Command {
  if (command.traits.includes('interactive')) return command
  const changes = command.effect === 'changing' || command.effect === 'destructive'
  return {
    ...command,
    traits: ['interactive', ...command.traits],
    risk: changes ? command.risk : 'interactive',
    reasons: [...command.reasons, 'opens a session to type into'],
  }
}

/** One step for each stretch inside or outside of a session; the first keeps what was said of the whole. */
function splitRuns(step: StepDraft, runs: readonly { within: string | undefined; commands: Command[] }[]): StepDraft[] {
  const pieces = runs.map(({ within, commands }, index): StepDraft => {
    const first = index === 0
    const { timeBound, ...rest } = step
    return {
      ...rest,
      ...(first && timeBound ? { timeBound } : {}),
      title: first ? step.title : '',
      line: first ? step.line : commands[0]!.line,
      endLine: index === runs.length - 1 ? step.endLine : commands.at(-1)!.endLine,
      commands,
      notes: first ? step.notes : [],
      calls: first ? step.calls : [],
      expectations: [],
      ...(within === undefined ? {} : { within }),
    }
  })
  placeExpectations(step.expectations, pieces)
  return pieces
}
