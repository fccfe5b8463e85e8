import type { Block, Fence, Label, List, Paragraph, Quote } from '../document.ts'
import type { FenceReading } from '../fence-reading.ts'
import type { Phase, Reference, TimeBound } from '../page.ts'
import { opensTail } from './common-tail.ts'
import { conditionOf } from './condition.ts'
import { readExpectation } from './expectation.ts'
import { readFenceSteps } from './fence-steps.ts'
import { proseExpectation, readListSteps } from './list-steps.ts'
import { isOptionLabel, type OptionLabels, optionLabels } from './option-labels.ts'
import { isPhase, type Part, partOf, phaseOfTitle } from './phase-words.ts'
import { platformOfSteps } from './platform-of.ts'
import { findReferences } from './references.ts'
import { type AlternativeDraft, draftStep, type StepDraft } from './step-draft.ts'
import { hasFence, isStepList } from './step-list.ts'
import { boundFrom } from './time-bound.ts'
import { trimTitle } from './trim-title.ts'

export interface BlockContext {
  phase: Phase
  /** The phase was declared by a heading or label, so lists below it are steps. */
  declared: boolean
  title?: string
  group?: string
  /** A heading "Step 3: …": everything below is that one step. */
  single?: boolean
  /** Platform or condition the text stands under. */
  readings: ReadonlyMap<Fence, FenceReading>
}

/** What a run of blocks says: the steps in it, and what its labels say about the procedure. */
export interface BlocksReading {
  steps: StepDraft[]
  when: string[]
  symptoms: string[]
  prerequisites: string[]
  escalation: string[]
  calls: Reference[]
  fields: Record<string, string>
  timeBound?: TimeBound
}

const RUNNABLE: ReadonlySet<string> = new Set(['script', 'transcript', 'query', 'file'])
const SAYS_SOMETHING: ReadonlySet<string> = new Set(['command', 'foreign', 'comment'])
const SHELL_TAG = /^(?:bash|sh|shell|zsh|console|terminal)$/
/** "Do NOT run this:": the block below shows what not to do. */
const FORBIDS =
  /\b(?:do not|don['’]t|never|must not|should not)\b[^.]{0,60}\b(?:run|use|do|execute|try|type|apply|enter)\b/i
/** "If you don't intend to use it, disable it:" forbids nothing. */
const IN_CASE = /^(?:if|when|unless|in case|as long as)\b[^,]*,/i
const ACTION_HEADER = /^(?:priority|note|goal|objective)s?$/i

/** Reads the blocks of one section in order; labels and sentences govern what comes after them. */
export function readBlocks(blocks: readonly Block[], context: BlockContext): BlocksReading {
  const walk = new BlockWalk(context)
  walk.walk(blocks)
  return walk.finish()
}

class BlockWalk {
  readonly reading: BlocksReading = {
    steps: [],
    when: [],
    symptoms: [],
    prerequisites: [],
    escalation: [],
    calls: [],
    fields: {},
  }
  private readonly context: BlockContext
  private phase: Phase
  private declared: boolean
  private title: string | undefined
  /** What the next list or fence is, when a label announced it: an expectation, symptoms, or mere context. */
  private next: Part | undefined
  private caution: string | undefined
  private options: OptionLabels = { platforms: new Map(), lastLine: 0 }
  private option: AlternativeDraft | undefined
  /** "Then verify it:" behind the last option: what comes next belongs to none of them. */
  private tail = false
  private choice: StepDraft | undefined
  private orNext = false
  private afterFence = false

  constructor(context: BlockContext) {
    this.context = context
    this.phase = context.phase
    this.declared = context.declared
    this.title = context.title
  }

  walk(blocks: readonly Block[]): void {
    if (this.options.lastLine === 0) this.options = optionLabels(blocks)
    for (const block of blocks) this.take(block)
  }

  finish(): BlocksReading {
    this.closeOption()
    return this.reading
  }

  private take(block: Block): void {
    const afterFence = this.afterFence
    this.afterFence = false
    switch (block.kind) {
      case 'paragraph':
        if (block.labels.length > 0) this.takeLabels(block)
        else this.takeText(block)
        break
      case 'fence':
        this.takeFence(block, afterFence)
        this.afterFence = true
        break
      case 'list':
        this.takeList(block)
        break
      case 'quote':
        this.takeQuote(block)
        break
    }
  }

  private takeLabels(block: Paragraph): void {
    for (const call of findReferences(block.inline)) this.reading.calls.push(call)
    for (const label of block.labels) this.takeLabel(label)
  }

  private takeLabel(label: Label): void {
    const part = partOf(label.name)
    this.next = undefined
    const platform = this.options.platforms.get(label.line)
    this.tail = false
    if (platform !== undefined || isOptionLabel(label.name)) this.startOption(label, platform)
    else if (part === 'when') this.reading.when.push(label.value)
    else if (part === 'time') this.takeTime(label)
    else if (part === 'expected') this.takeExpected(label)
    else if (part === 'caution') this.caution = label.value || label.name
    else if (part === 'symptom') this.takeTexts(label, this.reading.symptoms, 'symptom')
    else if (isPhase(part)) this.takePhase(part, label)
    else if (part === 'context' || ACTION_HEADER.test(label.name)) this.takeContext(label)
    else this.takeOwnLabel(label)
  }

  private takeTime(label: Label): void {
    const bound = boundFrom(label.value, label.line)
    if (bound) this.reading.timeBound ??= bound
  }

  private takeExpected(label: Label): void {
    const step = this.lastStep()
    if (label.value === '') this.next = 'expected'
    else if (step) step.expectations.push(proseExpectation(label.value, label.line))
  }

  private takeTexts(label: Label, into: string[], next: Part): void {
    if (label.value !== '') into.push(label.value)
    else this.next = next
  }

  private takePhase(part: Phase, label: Label): void {
    this.closeOption()
    this.phase = part
    this.declared = true
    this.title = undefined
    if (part === 'prerequisite') this.takeTexts(label, this.reading.prerequisites, 'prerequisite')
    else if (part === 'escalation') this.takeTexts(label, this.reading.escalation, 'escalation')
    else if (part === 'prevention') this.next = 'prevention'
    else if (label.value !== '') this.pushManual(label)
  }

  /** `**Solution:** Restart the service`: the value itself is the step. */
  private pushManual(label: Label): void {
    const step = draftStep(label.value.split('\n', 1)[0]!, label.line, phaseOfTitle(label.value) ?? this.phase)
    this.emit([step])
  }

  private takeContext(label: Label): void {
    this.reading.fields[label.name.toLowerCase()] ??= label.value
    if (label.value === '') this.next = 'context'
  }

  /** A label in the author's own words: the title of what follows, or a remark with a value. */
  private takeOwnLabel(label: Label): void {
    this.reading.fields[label.name.toLowerCase()] ??= label.value
    this.closeOption()
    const numbered = /^(?:step\s+)?\d{1,2}(?:\.\d+)?[.:)]?\s+(.*)$/i.exec(label.name)
    this.title = (numbered?.[1] ?? label.name).replace(/^[:.\s-]+/, '')
  }

  private takeText(block: Paragraph): void {
    const text = block.inline.text.trim()
    for (const call of findReferences(block.inline)) this.reading.calls.push(call)
    const expected = /^expected(?: \w+){0,2}:\s*(\S[\s\S]*)$/i.exec(text)
    const step = this.lastStep()
    if (expected && step) {
      step.expectations.push(proseExpectation(expected[1]!, block.line))
      return
    }
    if (/^or:?$/i.test(text) && step) {
      this.orNext = true
      return
    }
    if (/^(?:⚠️?\s*)?(?:warning|caution|danger|be careful|important)\b/i.test(text)) this.caution = text
    this.title = lastSentence(text)
    this.tail = this.title !== undefined && opensTail(this.title) && block.line > this.options.lastLine
    if (this.title !== undefined && FORBIDS.test(this.title.replace(IN_CASE, ''))) this.next = 'context'
  }

  private takeFence(fence: Fence, afterFence: boolean): void {
    const reading = this.context.readings.get(fence)
    const announced = this.next
    this.next = undefined
    const step = this.lastStep()
    const expects = announced === 'expected' || (afterFence && reading?.kind === 'output')
    if (expects && step) {
      step.expectations.push(readExpectation(fence.text, fence.line, 'block'))
      step.endLine = Math.max(step.endLine, fence.endLine)
      return
    }
    if (!reading || announced === 'context' || announced === 'symptom') return
    if (!RUNNABLE.has(reading.kind) || !reading.items.some((item) => SAYS_SOMETHING.has(item.kind))) {
      this.takeShown(fence, reading)
      return
    }
    const steps = readFenceSteps(reading, {
      phase: this.phase,
      ...(this.title === undefined ? {} : { title: this.title }),
      ...(this.context.group === undefined ? {} : { group: this.context.group }),
      ...(this.context.single ? { single: true } : {}),
    })
    if (afterFence && this.fillOpenAlternative(steps)) return
    if (this.tail) this.leaveOptions(steps)
    this.emit(steps)
    this.title = this.context.title
  }

  /**
   * Text that nothing here runs, because its author did not say what it is: below a step, or where it looks like
   * commands, its reader needs it all the same and carries it out by hand.
   */
  private takeShown(fence: Fence, reading: FenceReading): void {
    const step = this.lastStep()
    if (this.context.single && step) step.notes.push(fence.text)
    else if (
      this.context.single ||
      (reading.kind === 'text' && (reading.looksLikeShell || SHELL_TAG.test(fence.language)))
    ) {
      const shown = draftStep(this.context.single ? '' : (this.title ?? ''), fence.line, this.phase)
      shown.notes.push(fence.text)
      shown.endLine = fence.endLine
      this.emit([shown])
    }
  }

  /** "# Option 2: …" as the last line of a fence: the next fence is what that option does. */
  private fillOpenAlternative(steps: readonly StepDraft[]): boolean {
    const open = this.lastStep()?.alternatives.at(-1)
    const inner = open?.steps[0]
    if (open?.by !== 'option' || !inner || inner.commands.length > 0) return false
    inner.commands.push(...steps.flatMap((step) => step.commands))
    inner.expectations.push(...steps.flatMap((step) => step.expectations))
    inner.notes.push(...steps.flatMap((step) => step.notes))
    return true
  }

  private takeList(list: List): void {
    const announced = this.next
    this.next = undefined
    const texts = list.items.map((item) => item.inline.text.replace(/\s+/g, ' ').trim())
    if (announced === 'symptom') this.reading.symptoms.push(...texts)
    else if (announced === 'prerequisite') this.takePrerequisites(list, texts)
    else if (announced === 'escalation') this.reading.escalation.push(...texts)
    else if (announced === 'expected') this.takeExpectedList(list)
    else if (announced === 'context' || announced === 'prevention') return
    else this.takeStepList(list, texts)
  }

  private takeExpectedList(list: List): void {
    const step = this.lastStep()
    for (const item of list.items) step?.expectations.push(proseExpectation(item.inline.text, item.line))
  }

  private takeStepList(list: List, texts: readonly string[]): void {
    if (this.phase === 'prerequisite' && !list.ordered) {
      this.takePrerequisites(list, texts)
      return
    }
    if (this.phase === 'escalation') {
      this.reading.escalation.push(...texts)
      return
    }
    if (this.phase === 'prevention' || !isStepList(list, this.declared)) return
    this.emit(this.listSteps(list, this.phase))
  }

  /** What must be there is read; what has to be run to get there is a step. */
  private takePrerequisites(list: List, texts: readonly string[]): void {
    this.reading.prerequisites.push(...texts)
    const items = list.items.filter(hasFence)
    if (items.length > 0) this.emit(this.listSteps({ ...list, items }, 'prerequisite'))
  }

  private listSteps(list: List, phase: Phase): StepDraft[] {
    return readListSteps(list, phase, (blocks, inner) => {
      const below = readBlocks(blocks, { ...this.context, ...inner, declared: true, single: true })
      return below.steps
    })
  }

  private takeQuote(quote: Quote): void {
    // "Note:" was about the quotation, not about the block behind it.
    if (this.next === 'context') this.next = undefined
    const text = quote.blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.inline.text] : [])).join(' ')
    if (/\b(?:warning|caution|danger|important)\b|⚠/i.test(text.slice(0, 60))) this.caution = text.trim()
    this.walk(quote.blocks.filter((block) => block.kind === 'fence'))
  }

  /** An option keeps the checks that only hold for its own platform. */
  private leaveOptions(steps: readonly StepDraft[]): void {
    this.tail = false
    const ways = this.choice?.alternatives ?? []
    if (ways.length < 2 || !this.option || this.option.steps.length === 0) return
    const platform = this.option.platform ?? platformOfSteps(this.option.steps)
    if (platform === undefined || platformOfSteps(steps) !== platform) this.closeOption()
  }

  private startOption(label: Label, platform: string | undefined): void {
    this.choice ??= { ...draftStep(this.context.title ?? '', label.line, this.phase) }
    const title = label.value === '' ? label.name : `${label.name}: ${label.value}`
    const about = { title, line: label.line, steps: [] }
    this.option = platform === undefined ? { ...about, by: 'option' } : { ...about, by: 'platform', platform }
    this.choice.alternatives.push(this.option)
    this.title = undefined
  }

  private closeOption(): void {
    if (this.choice?.alternatives.some((each) => each.steps.length > 0)) {
      // What nothing here can carry out, a file to edit say, its reader does: a way that is taken is never empty.
      for (const each of this.choice.alternatives) {
        if (each.steps.length === 0) each.steps.push(draftStep(each.title, each.line, this.phase))
      }
      this.choice.endLine = Math.max(
        ...this.choice.alternatives.flatMap((each) => each.steps.map((step) => step.endLine)),
        this.choice.line,
      )
      if (this.context.group !== undefined) this.choice.group = this.context.group
      if (this.declared) this.choice.declared = this.phase
      this.reading.steps.push(this.choice)
    }
    this.choice = undefined
    this.option = undefined
  }

  private emit(steps: readonly StepDraft[]): void {
    const first = steps[0]
    if (!first) return
    if (this.caution !== undefined) first.caution ??= this.caution
    this.caution = undefined
    const condition = this.title === undefined ? undefined : conditionOf(this.title)
    for (const step of steps) {
      if (condition !== undefined) step.condition ??= condition
      if (this.context.group !== undefined) step.group ??= this.context.group
      if (this.declared) step.declared ??= this.phase
    }
    if (this.option) this.option.steps.push(...steps)
    else if (this.orNext) this.joinAlternative(steps)
    else this.reading.steps.push(...steps)
    this.orNext = false
  }

  private joinAlternative(steps: readonly StepDraft[]): void {
    const previous = this.reading.steps.pop()
    if (!previous) return
    const choice =
      previous.alternatives.length > 0 ? previous : draftStep(previous.title, previous.line, previous.phase)
    if (choice !== previous)
      choice.alternatives.push({ title: previous.title, by: 'or', line: previous.line, steps: [previous] })
    choice.alternatives.push({ title: steps[0]!.title, by: 'or', line: steps[0]!.line, steps: [...steps] })
    this.reading.steps.push(choice)
  }

  private lastStep(): StepDraft | undefined {
    return this.option?.steps.at(-1) ?? this.reading.steps.at(-1)
  }
}

/** The last sentence before a block, when it is short enough to be the block's title. */
function lastSentence(text: string): string | undefined {
  const sentences = text
    .slice(-600)
    .replace(/\s+/g, ' ')
    .split(/(?<=[.!?]) (?=[A-Z`"'(])/)
  const last = trimTitle(sentences.at(-1)!)
  return last.length > 0 && last.length <= 160 ? last : undefined
}
