import type { FenceItem, FenceReading } from '../fence-reading.ts'
import type { Command, Expectation, Phase } from '../page.ts'
import { type CommentRole, canonicalPlatform, platformBehind, readComment } from './comment-line.ts'
import { isCommonTail } from './common-tail.ts'
import { conditionOf } from './condition.ts'
import { isExpectation, readExpectation } from './expectation.ts'
import { fencePlatforms } from './fence-platforms.ts'
import { phaseOfTitle } from './phase-words.ts'
import { endsInVariants, splitVariants } from './platform-variants.ts'
import { readCommand } from './read-command.ts'
import { pointersIn } from './references.ts'
import { type AlternativeDraft, draftStep, type StepDraft } from './step-draft.ts'
import { boundInTitle } from './time-bound.ts'

/** What the text around a fence says about it. */
export interface FenceContext {
  phase: Phase
  /** Title for commands that no comment in the fence names. */
  title?: string
  group?: string
  /** Everything in the fence is one step, whatever its comments say: below a heading "Step 3: …". */
  single?: boolean
}

/** Languages in which a stray line inside a shell fence can still be carried out, by an executor of that language. */
const QUERY_LANGUAGES: ReadonlySet<string> = new Set([
  'logql',
  'promql',
  'sql',
  'erlang',
  'elixir',
  'python',
  'javascript',
])

/**
 * Cuts a fence into steps. Numbered comments start a step each; without numbers, a comment above commands is the
 * title of a step. `# or`, `# Option 2: …` and two or more platform names make a choice of which one is carried out.
 */
export function readFenceSteps(reading: FenceReading, context: FenceContext): StepDraft[] {
  if (reading.kind === 'file') return [scriptStep(reading, context)]
  return new FenceSteps(reading, context).read()
}

/** A whole script is one thing to run, or a file to save; it is never cut into its lines. */
function scriptStep(reading: FenceReading, context: FenceContext): StepDraft {
  const { fence } = reading
  const first = fence.lines[0]!
  const draft = newStep(context.title ?? 'Run the script', fence.line, context)
  const place = { line: first.line, endLine: first.line + fence.lines.length - 1, column: first.column }
  draft.commands.push(readCommand({ text: fence.text, ...place, language: reading.language }))
  draft.endLine = fence.endLine
  return draft
}

function newStep(title: string, line: number, context: FenceContext): StepDraft {
  const draft = draftStep(title, line, phaseOfTitle(title) ?? context.phase)
  const bound = boundInTitle(title, line)
  if (bound) draft.timeBound = bound
  draft.calls.push(...pointersIn(title, line))
  const condition = conditionOf(title)
  if (condition !== undefined) draft.condition = condition
  // What a heading or label declares wins over the words of a title.
  if (context.phase !== 'action' && context.phase !== 'diagnosis') draft.phase = context.phase
  if (context.group !== undefined) draft.group = context.group
  return draft
}

class FenceSteps {
  private readonly items: readonly FenceItem[]
  private readonly context: FenceContext
  private readonly numbered: boolean
  /** Comments that name one of several platforms, by line. */
  private readonly platforms: ReadonlyMap<number, string>
  /** Lines of what is not blank, counted. */
  private readonly order: ReadonlyMap<number, number>
  private readonly steps: StepDraft[] = []
  private step: StepDraft
  private alternative: AlternativeDraft | undefined
  /** First command of the current group: commands without a blank line or comment between them. */
  private groupStart = 0
  private expectedHeader: { text: string[]; line: number } | undefined

  constructor(reading: FenceReading, context: FenceContext) {
    this.items = reading.items
    this.context = context
    const comments = reading.items.flatMap((item) => (item.kind === 'comment' ? [readComment(item.text)] : []))
    this.numbered = !context.single && comments.some((role) => role.kind === 'step')
    this.platforms = fencePlatforms(reading.items)
    this.order = new Map(reading.items.filter(({ kind }) => kind !== 'blank').map(({ line }, index) => [line, index]))
    this.step = newStep(context.title ?? '', reading.fence.line, context)
  }

  read(): StepDraft[] {
    this.items.forEach((item, index) => {
      this.take(item, index)
    })
    this.closeExpected()
    this.pushStep()
    return this.steps
  }

  private take(item: FenceItem, index: number): void {
    switch (item.kind) {
      case 'blank':
        this.closeExpected()
        // A blank line ends what "# or" set against the commands above it.
        if (this.alternative?.by === 'or' && this.target().commands.length > 0) this.alternative = undefined
        this.groupStart = this.target().commands.length
        break
      case 'comment':
        this.takeComment(item, index)
        break
      case 'command':
        this.takeCommand(item)
        break
      case 'foreign':
        this.takeForeign(item)
        break
      case 'output':
        this.target().expectations.push(readExpectation(item.text, item.line, 'transcript'))
        this.touch(item.endLine)
        break
      case 'box':
        this.touch(item.line)
        break
    }
  }

  private takeCommand(item: Extract<FenceItem, { kind: 'command' }>): void {
    this.closeExpected()
    this.leaveChoice(item.line)
    // Whichever way was taken, the session around it is left.
    if (this.alternative && /^(?:exit|logout)$/.test(item.text) && this.target().commands.length > 0) {
      this.startStep('', item.line)
    }
    const target = this.target()
    target.commands.push(readCommand(item))
    this.touch(item.endLine)
    if (item.trailing === undefined) return
    const expected = isExpectation(item.trailing)
    if (expected) target.expectations.push(readExpectation(expected.text, item.endLine, 'trailing'))
    else target.notes.push(item.trailing)
  }

  private takeForeign(item: Extract<FenceItem, { kind: 'foreign' }>): void {
    this.closeExpected()
    this.leaveChoice(item.line)
    if (QUERY_LANGUAGES.has(item.language)) this.target().commands.push(readCommand(item))
    else this.target().notes.push(item.text)
    this.touch(item.endLine)
  }

  private takeComment(item: Extract<FenceItem, { kind: 'comment' }>, index: number): void {
    const role = readComment(item.text)
    this.touch(item.line)
    if (role.kind === 'expected-header') {
      this.closeExpected()
      this.expectedHeader = { text: [], line: item.line }
      return
    }
    if (this.expectedHeader) {
      this.expectedHeader.text.push(role.kind === 'bullet' ? role.text : item.text)
      return
    }
    const expected = isExpectation(item.text)
    if (expected && this.hasCommands()) {
      this.target().expectations.push(this.commentExpectation(item, expected.text))
      return
    }
    const names = role.kind === 'title' || role.kind === 'note'
    if (names && this.commandsFollow(index) && this.isBehindChoice(index)) {
      this.startStep(item.text, item.line)
      return
    }
    const platform = this.platforms.get(item.line)
    if (platform !== undefined) this.startPlatform(platform, item)
    else this.takeRole(role, item, index)
  }

  /** `# Verify` behind the last option follows whichever was taken. */
  private isBehindChoice(index: number): boolean {
    if (this.step.alternatives.length > 0) return isCommonTail(this.items, index, this.step.alternatives)
    return endsInVariants(this.step.commands, this.areApart)
  }

  private takeRole(role: CommentRole, item: Extract<FenceItem, { kind: 'comment' }>, index: number): void {
    switch (role.kind) {
      case 'step':
        if (this.context.single) this.takeTitle(item, index)
        else this.startStep(role.title, item.line)
        break
      case 'option':
        this.startAlternative({ title: role.title, by: 'option', line: item.line, steps: [] })
        break
      case 'or':
        this.takeOr(item.line)
        break
      case 'note':
      case 'bullet':
        this.takeNote(role.text)
        break
      default:
        this.takeTitle(item, index)
    }
  }

  /** A comment without a number: the title of what follows, or a remark on what came before. */
  private takeTitle(item: Extract<FenceItem, { kind: 'comment' }>, index: number): void {
    const condition = conditionOf(item.text)
    if (condition !== undefined && this.step.commands.length > 0 && !this.alternative && this.commandsFollow(index)) {
      this.startStep(item.text, item.line)
      this.step.condition = condition
      return
    }
    const inside = this.context.single || this.numbered || this.alternative !== undefined
    if (inside || !this.commandsFollow(index)) {
      const names = !this.numbered && !this.alternative && this.step.title === '' && this.step.commands.length === 0
      if (names) {
        this.step.title = item.text
        if (condition !== undefined) this.step.condition ??= condition
      } else this.takeNote(item.text)
      return
    }
    if (this.step.commands.length > 0 || this.step.alternatives.length > 0) {
      this.startStep(item.text, item.line)
      return
    }
    if (this.step.title === '' || this.step.title === this.context.title) {
      this.step.title = item.text
      this.step.line = item.line
      this.step.phase = newStep(item.text, item.line, this.context).phase
      if (condition !== undefined) this.step.condition ??= condition
    } else this.takeNote(item.text)
  }

  private takeNote(text: string): void {
    const target = this.target()
    if (/^(?:warning|caution|danger|important)\b/i.test(text)) target.caution ??= text
    else target.notes.push(text)
  }

  private startStep(title: string, line: number): void {
    this.pushStep()
    this.step = newStep(title, line, this.context)
    this.alternative = undefined
    this.groupStart = 0
  }

  private startPlatform(platform: string, item: Extract<FenceItem, { kind: 'comment' }>): void {
    const existing = this.step.alternatives.some((each) => each.platform === platform)
    const done = platformBehind(item.text)?.title ?? ''
    // The same platform again is the next round of the same choice, another thing to do a choice of its own.
    const other = done !== '' && this.step.title !== done && this.step.alternatives.length > 0
    if ((existing && !this.numbered) || other) this.startStep(done, item.line)
    if (done !== '' && this.step.commands.length === 0) this.step.title ||= done
    this.startAlternative({
      title: item.text,
      by: 'platform',
      platform: canonicalPlatform(platform),
      line: item.line,
      steps: [],
    })
  }

  private startAlternative(alternative: AlternativeDraft): void {
    if (this.step.commands.length > 0) this.startStep('', alternative.line)
    this.step.alternatives.push(alternative)
    this.alternative = alternative
    alternative.steps.push(newStep(alternative.title, alternative.line, this.context))
    this.groupStart = 0
  }

  /** `# or`: the commands just above and those just below exclude each other. */
  private takeOr(line: number): void {
    if (this.alternative && this.alternative.by !== 'or') return
    const before = this.step.commands.splice(this.groupStart)
    if (this.step.alternatives.length === 0) {
      if (before.length === 0) return
      if (this.step.commands.length > 0) this.startStep('', before[0]!.line)
      const first = newStep(before[0]!.text.split('\n', 1)[0]!, before[0]!.line, this.context)
      first.commands.push(...before)
      const expectations = this.step.expectations.filter((each) => each.line >= before[0]!.line)
      first.expectations.push(...expectations)
      this.step.expectations = this.step.expectations.filter((each) => !expectations.includes(each))
      this.step.alternatives.push({ title: first.title, by: 'or', line: first.line, steps: [first] })
    }
    const next: AlternativeDraft = { title: '', by: 'or', line, steps: [newStep('', line, this.context)] }
    this.step.alternatives.push(next)
    this.alternative = next
  }

  private commentExpectation(item: Extract<FenceItem, { kind: 'comment' }>, text: string): Expectation {
    const form = /^should\b/i.test(item.text) ? 'check' : 'comment'
    return readExpectation(text, item.line, form)
  }

  private closeExpected(): void {
    const header = this.expectedHeader
    this.expectedHeader = undefined
    if (!header || header.text.length === 0) return
    this.target().expectations.push(readExpectation(header.text.join('\n'), header.line, 'comment'))
  }

  /** A choice holds alternatives only: what comes after it is a step of its own. */
  private leaveChoice(line: number): void {
    if (!this.alternative && this.step.alternatives.length > 0) this.startStep('', line)
  }

  private target(): StepDraft {
    return this.alternative?.steps[0] ?? this.step
  }

  private hasCommands(): boolean {
    return this.target().commands.length > 0 || this.step.alternatives.length > 0
  }

  /** True when a command comes before the next blank line, skipping comments. */
  private commandsFollow(index: number): boolean {
    for (let at = index + 1; at < this.items.length; at++) {
      const kind = this.items[at]!.kind
      if (kind === 'comment') continue
      return kind === 'command' || kind === 'foreign'
    }
    return false
  }

  private touch(line: number): void {
    this.step.endLine = Math.max(this.step.endLine, line)
  }

  private pushStep(): void {
    for (const alternative of this.step.alternatives) {
      const inner = alternative.steps[0]!
      if (alternative.title === '') alternative.title = inner.commands[0]?.text.split('\n', 1)[0] ?? ''
      if (inner.title === '') inner.title = alternative.title
    }
    const acts = this.step.commands.length > 0 || this.step.alternatives.length > 0
    // A title that only the text around the fence gave, with nothing below it, says nothing new.
    const ownTitle = this.step.title !== '' && this.step.title !== this.context.title
    if (acts || ownTitle) this.steps.push(...splitVariants(this.step, this.areApart))
  }

  /** True when something but blank lines stands between two commands. */
  private readonly areApart = (before: Command, after: Command): boolean =>
    this.order.get(after.line) !== (this.order.get(before.line) ?? 0) + 1
}
