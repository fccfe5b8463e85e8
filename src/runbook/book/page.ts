/** What one Markdown file means to an operator. Every record keeps the line it was read from. */
import type { Diagnostic } from '../../kit/diagnostic.ts'
import type { Document, Fence } from './document.ts'
import type { Drill } from './drill.ts'
import type { FenceReading } from './fence-reading.ts'

export type PageKind =
  | 'runbook'
  | 'alert-runbook'
  | 'troubleshooting'
  | 'incident-policy'
  | 'service-overview'
  | 'index'
  | 'template'
  | 'drill'
  | 'postmortem'
  | 'reference'
  | 'redirect'

export type Phase =
  | 'prerequisite'
  | 'diagnosis'
  | 'action'
  | 'verification'
  | 'rollback'
  | 'escalation'
  | 'cleanup'
  | 'prevention'

/** What a command does to the world, worst first; `unknown` is a command we cannot judge. */
export type Effect = 'destructive' | 'changing' | 'unknown' | 'read-only'
export type Trait = 'privileged' | 'interactive' | 'never-ending'
/** The effect, or for a command that only reads, what makes it unfit to run unattended. */
export type Risk = Effect | Trait

/** A value a command needs before it can run. */
export interface Parameter {
  name: string
  /** How the author wrote it: `<pod-name>`, `$NAMESPACE`, `YOUR_API_KEY`. */
  text: string
  notation:
    | 'angle'
    | 'variable'
    | 'your'
    | 'bracket'
    | 'template'
    | 'date'
    | 'path'
    | 'letters'
    | 'blank'
    | 'brace'
    | 'list'
    | 'dots'
  line: number
  column: number
}

export interface Command {
  /** Exactly the author's characters, without the container's indentation and without the prompt. */
  text: string
  line: number
  endLine: number
  column: number
  /** `bash`, or the language of the executor that would run it: `erlang`, `sql`, `promql`, `logql`, `python`… */
  language: string
  risk: Risk
  effect: Effect
  traits: readonly Trait[]
  /** Why the risk is what it is, in words: `rm -r removes files`. */
  reasons: readonly string[]
  parameters: readonly Parameter[]
}

export type ExpectationKind =
  | 'exact'
  | 'json'
  | 'empty'
  | 'number'
  | 'one-of'
  | 'list'
  | 'contains'
  | 'key-value'
  | 'wildcard'
  | 'shape'
  | 'http-status'
  | 'sequence'
  | 'prose'

export interface Expectation {
  kind: ExpectationKind
  /** The author's words, label removed. */
  text: string
  line: number
  /** False for prose that only a person can judge, and for a sample: neither ever fails a run. */
  decidable: boolean
  /** What a recorded session printed: a run shows how it differs, only a test that asks for it holds the output to it. */
  sample?: true
  /** For `number`. */
  comparison?: { operator: '<' | '<=' | '>' | '>=' | '=' | '~'; value: number; upper?: number; unit?: string }
  /** For `one-of`, `list`, `key-value` and `sequence`. */
  values?: readonly string[]
  /**
   * How it was written: in a comment that says so, as a labelled paragraph, as a block, behind the command on its line,
   * as the output of a session, or in a comment of a check ("Should include: …").
   */
  form: 'comment' | 'prose' | 'block' | 'trailing' | 'transcript' | 'check'
}

export interface TimeBound {
  minSeconds: number
  maxSeconds: number
  text: string
  line: number
}

export interface Step {
  /** Stable within the page: section slug path and ordinal. */
  id: string
  title: string
  line: number
  endLine: number
  phase: Phase
  kind: 'command' | 'manual' | 'choice'
  /** Language of the commands; empty for manual steps. */
  language: string
  commands: readonly Command[]
  expectations: readonly Expectation[]
  parameters: readonly Parameter[]
  timeBound?: TimeBound
  /** Title of the phase, check group or labelled part the step belongs to, when the author named one. */
  group?: string
  /** "If ports still in use": the step is carried out only when a person finds this true. */
  condition?: string
  /**
   * The command that opened the session in which this step's commands are typed: `oc debug node/web-1`. Such a step is
   * `manual`: a shell of the runner would carry them out on the wrong machine.
   */
  within?: string
  /** The warning the author put before or into the step, if any. */
  caution?: string
  /** For `choice`: exactly one of these is carried out. */
  alternatives?: readonly Alternative[]
  /** Other remarks in the author's words: what to watch, record, compare or decide here. */
  notes: readonly string[]
  /** Procedures, pages and files this step refers to: a link, a path in code, "see below". */
  calls: readonly Reference[]
}

export interface Alternative {
  title: string
  /** `option` and `or` are chosen by a person, `platform` by the environment profile. */
  by: 'option' | 'or' | 'platform'
  platform?: string
  line: number
  steps: readonly Step[]
}

/** A mention of another procedure, page or file. `target` is a path, a path with an anchor, or `#procedure-id`. */
export interface Reference {
  text: string
  target: string
  line: number
}

/** A named stretch of a procedure with a time of its own: `Phase 2: Infrastructure Setup (1-2 hours)`. */
export interface ProcedurePhase {
  title: string
  line: number
  timeBound?: TimeBound
}

export interface Procedure {
  /** Heading slug, unique within the page. */
  id: string
  title: string
  line: number
  endLine: number
  /** Titles of the headings around it, outermost first. */
  path: readonly string[]
  when?: string
  owner?: string
  severity?: string
  alerts: readonly string[]
  symptoms: readonly string[]
  prerequisites: readonly string[]
  timeBound?: TimeBound
  /** Platforms or options the procedure distinguishes: `docker`, `kubernetes`, `systemd`. */
  variants: readonly string[]
  phases: readonly ProcedurePhase[]
  /** Everything to do in order, checks in between included; what stands under "Verification" or "Rollback" is below. */
  steps: readonly Step[]
  verification: readonly Step[]
  rollback: readonly Step[]
  escalation: readonly string[]
  calls: readonly Reference[]
}

export interface Symptom {
  symptom: string
  cause: string
  action: string
  line: number
  /** `table`, `section` (heading with Symptoms/Cause/Fix), `bullets`, `error` (an error message in a fence). */
  source: 'table' | 'section' | 'bullets' | 'error'
  section: string
  severity?: string
  repaired: boolean
  codes: readonly string[]
}

export interface SeverityLevel {
  /** As written: `P0 - Critical`, `Severity 1 (Critical)`. */
  name: string
  /** 0 is the worst; aliases of one scale share it. */
  rank: number
  alias?: string
  responseSeconds?: number
  resolutionSeconds?: number
  updateSeconds?: number
  responseText?: string
  conditions: readonly string[]
  line: number
}

export interface SeverityScale {
  section: string
  line: number
  style: 'p0' | 'p1' | 'sev' | 'words'
  levels: readonly SeverityLevel[]
}

export interface Quantity {
  operator?: '<' | '<=' | '>' | '>=' | '=' | '~'
  value: number
  /** Upper end of a range. */
  upper?: number
  unit: string
  text: string
}

export interface Threshold {
  metric: string
  line: number
  direction: 'higher-is-better' | 'lower-is-better' | 'unknown'
  target?: Quantity
  warning?: Quantity
  critical?: Quantity
  /** The "Alert If" cell or bullet, when the page has one. */
  alertIf?: Quantity
  section: string
}

export interface Slo {
  name: string
  line: number
  objective: Quantity
  windowText?: string
  windowSeconds?: number
  alert?: string
  section: string
}

/** RTO and RPO of a scenario or a component. */
export interface RecoveryObjective {
  name: string
  rtoSeconds?: number
  rpoSeconds?: number
  backup?: string
  line: number
  section: string
}

export interface Contact {
  role: string
  contact: string
  responsibility: string
  line: number
  kind: 'email' | 'phone' | 'channel' | 'link' | 'path' | 'other'
}

export interface Escalation {
  severity: string
  steps: readonly { after: string; afterSeconds?: number; to: string }[]
  line: number
}

export interface ChecklistItem {
  text: string
  checked: boolean
  line: number
}

export interface Checklist {
  title: string
  line: number
  /** A template is filled in each time; a claim is asserted by the page; a requirement must hold beforehand. */
  role: 'template' | 'claim' | 'requirement' | 'scope'
  items: readonly ChecklistItem[]
}

/** A sentence that promises or demands something with a number or a rhythm in it. */
export interface Policy {
  kind: 'cadence' | 'retention' | 'deadline' | 'minimum' | 'notice' | 'observation' | 'window'
  text: string
  value?: number
  seconds?: number
  line: number
  section: string
}

/** "Always run these checks after any recovery procedure". */
export interface Hook {
  title: string
  text: string
  line: number
  appliesTo: 'every-procedure' | 'section'
  steps: readonly Step[]
}

export interface DecisionNode {
  id: string
  text: string
  line: number
  question: boolean
}

export interface Decision {
  title: string
  line: number
  source: 'mermaid' | 'branches' | 'numbered'
  nodes: readonly DecisionNode[]
  edges: readonly { from: string; to: string; label?: string }[]
}

export interface Script {
  /** The path the page says to save it as, when it does. */
  saveAs?: string
  line: number
  endLine: number
  language: string
  prompts: readonly { text: string; line: number }[]
  fence: Fence
}

export interface Metadata {
  owner?: string
  status?: string
  version?: string
  lastUpdated?: string
  lastReviewed?: string
  nextReview?: string
  reviewCycle?: string
  nextDrill?: string
  severity?: string
  alerts?: readonly string[]
  service?: string
  /** Line of each field above, by its name. */
  lines: Readonly<Record<string, number>>
  /** Front matter as it was read. */
  frontMatter: Readonly<Record<string, unknown>>
}

/** One Markdown file of the book, fully read. */
export interface Page {
  /** Same as `document.file`. */
  file: string
  document: Document
  kind: PageKind
  title: string
  titleLine: number
  metadata: Metadata
  /** Every fence of the document, in its order, as read line by line. */
  readings: readonly FenceReading[]
  procedures: readonly Procedure[]
  hooks: readonly Hook[]
  symptoms: readonly Symptom[]
  severities: readonly SeverityScale[]
  thresholds: readonly Threshold[]
  slos: readonly Slo[]
  objectives: readonly RecoveryObjective[]
  contacts: readonly Contact[]
  escalations: readonly Escalation[]
  checklists: readonly Checklist[]
  policies: readonly Policy[]
  decisions: readonly Decision[]
  scripts: readonly Script[]
  drills: readonly Drill[]
  parameters: readonly Parameter[]
  /** Problems met while reading; the rules add theirs later. */
  diagnostics: readonly Diagnostic[]
}
