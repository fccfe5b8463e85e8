/** What exactly would run: plain data, the same bytes for the same inputs. A plan executes nothing. */
import type { Effect, Expectation, Page, Phase, Reference, Risk, TimeBound, Trait } from '../book/page.ts'
import type { PlanRefusal } from './plan-refusal.ts'
import type { RegexMatcher } from './regex-matcher.ts'
import type { ValueRule } from './value-rule.ts'

/** How far a run goes without asking. */
export type Mode = 'interactive' | 'auto' | 'yes-changes'

/** Where a value comes from; the earlier in this list, the more it counts. */
export type Origin = 'flag' | 'file' | 'env' | 'capture' | 'alert' | 'default'

/** A value somebody gives for a parameter. */
export interface GivenValue {
  /** As the author, the front matter or an alert label spells it; `pod-name` and `POD_NAME` are the same. */
  name: string
  origin: Origin
  /** Absent for a secret that is only named: the runner fetches it for the step. */
  value?: string
  /** Where a secret lies: `env:DB_PASSWORD`, `file:/run/secrets/db`. */
  reference?: string
  secret?: boolean
}

/** Where steps run. Everything that decides it is here, so that an approval covers it and a resumed run finds it again. */
export interface Target {
  name: string
  kind: 'local' | 'ssh' | 'docker' | 'podman' | 'kubernetes'
  /** Host, container or pod (also `deployment/web`); absent for the machine the runner is on. */
  address?: string
  /** Login there; absent for the user the runner runs as. */
  user?: string
  /** ssh: other than what the operator's configuration says. */
  port?: number
  identityFile?: string
  configFile?: string
  /** Kubernetes: other than what the operator's context says. */
  namespace?: string
  container?: string
  context?: string
}

/** What carries out the texts of a language that is neither a shell nor an interpreter of the machine itself. */
export type ExecutorFacts =
  /** `password` is where the secret lies (`env:NAME`, `file:PATH`), `passwordFile` a PGPASSFILE at the target. */
  | {
      kind: 'psql'
      service?: string
      host?: string
      port?: number
      database?: string
      user?: string
      passwordFile?: string
      password?: string
    }
  /** `token` is where the secret lies. */
  | { kind: 'prometheus'; url: string; token?: string }
  /** How many redirections of a reading request are followed. */
  | { kind: 'http'; redirects: number }
  /** A program at the target that reads the text on its standard input. */
  | { kind: 'command'; argv: readonly string[] }

/** So many people of these groups have to agree before a step of these effects. */
export interface ApprovalRule {
  effects: readonly Effect[]
  count: number
  of: readonly string[]
  /** Whoever asks for the run cannot approve it. */
  twoPerson: boolean
}

export interface PlanPolicy {
  /** Changes with every change of the rules below; an approval is bound to it. */
  version: string
  /** Risks that run without a question in every mode. */
  autoRun: readonly Risk[]
  /** Changes may run without a person under `--yes-changes`. */
  unattendedChanges: boolean
  approvals: readonly ApprovalRule[]
}

export interface Timeouts {
  /** For a step that says nothing about its time. */
  stepSeconds: number
  /** How long a verification is tried again until it holds, and how often. */
  verificationSeconds: number
  pollSeconds: number
}

/** Everything a plan depends on. */
export interface PlanInput {
  page: Page
  /** Commit of the book and SHA-256 of the page's bytes: what an approval is bound to. */
  source: { commit: string; contentHash: string }
  /** The procedure to carry out, by its id, or only the checks that the page demands after every procedure. */
  what: { procedure: string } | { hooks: true }
  values: readonly GivenValue[]
  /** Names chosen once for the whole book: `systemd`, `kubernetes`. */
  variants: readonly string[]
  /** The same, from the settings of the book: they count where the ones above do not decide, and a procedure need not know them. */
  bookVariants?: readonly string[]
  /** Step id → letter (`b`), number or title of the alternative to carry out there. */
  choices: Readonly<Record<string, string>>
  targets: readonly Target[]
  /** Language → name of its executor; see `DEFAULT_EXECUTORS`. A language that is not listed is carried out by a person. */
  executors: Readonly<Record<string, string>>
  /** What is behind the names of `executors`, where it is not a program every machine has. */
  executorFacts?: Readonly<Record<string, ExecutorFacts>>
  /** Variables that every run has in its environment, besides the standard ones. */
  variables: readonly string[]
  /** Variables of the runner that local steps see besides the standard ones. */
  inherits?: readonly string[]
  policy: PlanPolicy
  timeouts: Timeouts
  /** True where nobody can be asked. */
  unattended: boolean
  /** SHA-256 of a text's UTF-8 bytes in lower-case hexadecimal digits; the core itself computes no hashes. */
  sha256: (text: string) => string
  /** For declared patterns; without it a parameter with a pattern cannot be given. */
  matches?: RegexMatcher
}

export interface PlannedParameter {
  /** Canonical: `pod_name`. */
  name: string
  /** How the author wrote it, each spelling once. */
  texts: readonly string[]
  /** Names in the environment of the steps that need it: `OPSBOOK_PARAM_POD_NAME`, or the author's own variable. */
  variables: readonly string[]
  origin: Origin
  secret: boolean
  /** Absent for secrets, and for captures that an earlier step has yet to make. */
  value?: string
  /** Where a secret lies. */
  reference?: string
  /** Step whose output gives the value. */
  capturedBy?: string
  /** What a value that is not known yet has to meet before it is used. */
  rule: ValueRule
  lines: readonly number[]
}

export type StepKind = 'command' | 'manual' | 'choice' | 'verification' | 'rollback' | 'background' | 'interactive'

/** Part of the procedure a step was taken from. */
export type StepRole = 'step' | 'verification' | 'hook' | 'rollback'

export interface PlannedCommand {
  /** Exactly the author's characters. */
  text: string
  /** What is executed: placeholders replaced by references to variables. Equal to `text` where there are none. */
  execute: string
  line: number
  endLine: number
  risk: Risk
}

export interface PlannedExpectation {
  expectation: Expectation
  /** Index of the command whose output it is about; absent where it is about the step as a whole. */
  command?: number
  /** A recorded session is a sample: its difference is shown, it fails nothing unless a test asks for that. */
  binding: 'asserts' | 'sample'
}

/** Whether a step starts at once, after a question, not at all (the run stops before it), or is left out in a mode. */
export type Consent = 'runs' | 'asks' | 'stops' | 'skips'

export interface PlannedApproval {
  count: number
  of: readonly string[]
  twoPerson: boolean
}

export interface PlannedAlternative {
  /** `a`, `b`… */
  key: string
  title: string
  platform?: string
  line: number
  steps: readonly PlannedStep[]
  /** Why it cannot be chosen as things are. */
  refusals: readonly PlanRefusal[]
}

export interface PlannedStep {
  id: string
  title: string
  line: number
  endLine: number
  phase: Phase
  role: StepRole
  kind: StepKind
  /** Language of the commands; empty for instructions to a person. */
  language: string
  /** `bash`, `sh`, `python`… or `manual`: text of a `manual` step is shown and never executed. */
  executor: string
  commands: readonly PlannedCommand[]
  /** Names of the environment variables it gets besides the run's own, sorted. */
  environment: readonly string[]
  expectations: readonly PlannedExpectation[]
  risk: Risk
  effect: Effect
  traits: readonly Trait[]
  /** Why the risk is what it is. */
  reasons: readonly string[]
  timeoutSeconds: number
  /** Tries after the first one; 0 for everything that may change something and is not declared idempotent. */
  retries: number
  /** A verification is tried again until it holds or this time is over. */
  poll?: { everySeconds: number; forSeconds: number }
  approval?: PlannedApproval
  consent: Readonly<Record<Mode, Consent>>
  alternatives?: readonly PlannedAlternative[]
  timeBound?: TimeBound
  group?: string
  caution?: string
  /** The command that opened the session in which a person types the commands of this step. */
  within?: string
  /** The author's words that make the step depend on somebody's judgement: `(optional)`, `If ports are still in use`. */
  condition?: string
  notes: readonly string[]
  calls: readonly Reference[]
  /** Exit statuses that count as success; 0 alone where nothing is said. */
  exitCodes: readonly number[]
  cwd?: string
  /** Variables set by an annotation of the step. */
  variables?: Readonly<Record<string, string>>
  /** Names of the targets it runs on; all of the plan's where absent. */
  targets?: readonly string[]
  /** Name the author gave the step in its annotation: `{#restart}`. */
  anchor?: string
  /** Anchor of the rollback step that takes back what this one did. */
  undo?: string
  /** The step goes on beside the others until the run ends; `ready` is a command that succeeds once it can be used. */
  background?: { ready?: string }
  /** Values its output gives to later steps. */
  captures: readonly string[]
}

export interface Plan {
  schema: 'opsbook.plan/v1'
  /** Over commit, executed texts, parameters, targets and policy: what an approval is bound to. */
  hash: string
  page: string
  commit: string
  contentHash: string
  /** Absent when only the page's hooks are carried out. */
  procedure?: { id: string; title: string; line: number; when?: string; owner?: string }
  title: string
  variants: readonly string[]
  targets: readonly Target[]
  /** What is behind the executors its steps name, where it is not a program every machine has. */
  executors?: Readonly<Record<string, ExecutorFacts>>
  /** Variables of the runner that local steps see besides the standard ones, sorted. */
  inherits?: readonly string[]
  parameters: readonly PlannedParameter[]
  prerequisites: readonly string[]
  steps: readonly PlannedStep[]
  /** In the order of the page; carried out on request or by policy. */
  rollback: readonly PlannedStep[]
  timeBound?: TimeBound
  /** The worst of its steps. */
  risk: Risk
  policy: PlanPolicy
  /** Things worth knowing that stop nothing. */
  notices: readonly string[]
}

export type PlanResult = { ok: true; plan: Plan } | { ok: false; refusals: readonly PlanRefusal[] }

/** Executors that need nothing but the machine itself. */
export const DEFAULT_EXECUTORS: Readonly<Record<string, string>> = {
  bash: 'bash',
  sh: 'sh',
  python: 'python',
  javascript: 'node',
}

export const DEFAULT_TIMEOUTS: Timeouts = { stepSeconds: 300, verificationSeconds: 120, pollSeconds: 2 }

/** Reads run after one question, every change is asked for, nothing changes unattended. */
export const DEFAULT_POLICY: PlanPolicy = {
  version: 'default-1',
  autoRun: ['read-only'],
  unattendedChanges: false,
  approvals: [],
}
