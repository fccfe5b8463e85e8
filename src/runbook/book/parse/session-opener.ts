import type { Command } from '../page.ts'
import { commandFacts } from '../shell/command-facts.ts'
import { baseName } from './platform-of.ts'

/** `shell`: shell commands go on inside, elsewhere or as somebody else; `prompt`: statements of another language do. */
export type SessionKind = 'shell' | 'prompt'

export interface SessionOpener {
  kind: SessionKind
  /** The outermost program: what the operator's own shell runs. */
  program: string
}

type Words = readonly string[]
type Rule = (words: Words) => SessionKind | undefined

const operands = (words: Words): Words => words.filter((word) => !word.startsWith('-'))
const has = (words: Words, pattern: RegExp): boolean => words.some((word) => pattern.test(word))

const shell: Rule = (words) => (operands(words).length === 0 && !has(words, /^-\w*c$/) ? 'shell' : undefined)
const anotherUser: Rule = (words) => (has(words, /^(?:-c|--command)/) ? undefined : 'shell')
const rights: Rule = (words) => (words.every((word) => word.startsWith('-')) ? 'shell' : undefined)
const machine: Rule = (words) => (has(words, /^-\w*[TNf]$/) || operands(words).length === 0 ? undefined : 'shell')
const machineByVerb: Rule = (words) =>
  has(words, /^(?:ssh|start-session|console)$/) && !has(words, /^--(?:command(?:=|$)|$)/) ? 'shell' : undefined
const rootFolder: Rule = (words) => (operands(words).length < 2 ? 'shell' : undefined)
const always: Rule = () => 'shell'
const statements: Rule = (words) =>
  has(words, /^(?:-[cfeQ]|--(?:command|file|execute|eval|query|version|help)(?:=.*)?)$/) ? undefined : 'prompt'

const SHELL_NAME = /(?:^|\/)(?:ba|z|k|da|a|fi)?sh$/
/** `docker run -it image bash`; without a shell at the end the image decides, and it is often a server. */
const container: Rule = (words) => (SHELL_NAME.test(words.at(-1) ?? '') || words[0] === 'attach' ? 'shell' : undefined)
const cluster: Rule = (words) => {
  const verb = operands(words).find((word) => /^(?:debug|rsh|exec|attach|run)$/.test(word))
  if (verb === undefined || operands(words).length < 2) return undefined
  if (verb === 'debug' || verb === 'rsh')
    return words.includes('--') && !SHELL_NAME.test(words.at(-1)!) ? undefined : 'shell'
  return words.includes('--') ? container(words) : 'shell'
}
const console: Rule = (words) => (has(words, /^(?:c|console|db|dbconsole|shell)$/) ? 'prompt' : undefined)

const RULES = new Map<string, Rule>(
  (
    [
      ['bash sh zsh ash dash ksh fish', shell],
      ['su runuser', anotherUser],
      ['sudo doas', rights],
      ['ssh mosh autossh', machine],
      ['gcloud docker-machine vagrant minikube tsh aws az multipass virtctl', machineByVerb],
      ['chroot nsenter', rootFolder],
      ['toolbox', rights],
      ['tmux screen', always],
      ['kubectl oc k kubecolor', cluster],
      ['docker podman nerdctl crictl docker-compose', container],
      ['psql gitlab-psql mysql mariadb mongo mongosh redis-cli sqlplus sqlcmd sqlite3 cqlsh influx', statements],
      ['irb python python3 node iex erl ftp sftp telnet gdb', statements],
      ['rails gitlab-rails rebar3 rake', console],
    ] as const
  ).flatMap(([names, rule]) => names.split(' ').map((name): [string, Rule] => [name, rule])),
)

/** Programs that open a session although nothing is known of what they do. */
const UNJUDGED = /^(?:toolbox|gitlab-rails|gitlab-psql)$/

/** The session that a command leaves open behind it, if it does; what it runs inside decides: `kubectl exec -it … -- bash`. */
export function sessionOf(command: Pick<Command, 'text' | 'language'>): SessionOpener | undefined {
  if (command.language !== 'bash' || command.text.trimStart().startsWith('#!')) return undefined
  const { invocations, traits } = commandFacts(command.text)
  const inner = invocations.at(-1)
  const outer = invocations.findLast(({ nested }) => !nested)
  if (inner?.program === undefined || outer?.program === undefined) return undefined
  const program = baseName(inner.program)
  const waits = UNJUDGED.test(program) && !/[|<]/.test(command.text)
  if (!traits.includes('interactive') && !waits) return undefined
  const words = inner.words.slice(1).map(({ value, text }) => value ?? text)
  const kind = RULES.get(program)?.(words)
  return kind === undefined ? undefined : { kind, program: baseName(outer.program) }
}
