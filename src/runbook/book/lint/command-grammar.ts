import { nearNames } from '../near-names.ts'
import { OPEN } from '../parse/placeholders.ts'
import type { ShellWord } from '../shell/shell-word.ts'
import { type KubeCall, kubeCall, POD_VERBS, RESOURCE_VERBS, scopeOf, VERBS } from './kube-grammar.ts'
import { type PageCommand, pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import { type GrammarProblem, serviceProblem } from './service-grammar.ts'
import type { ShellCall } from './shell-calls.ts'

/** Commands without any of these programs need not be parsed. */
const CANDIDATE = /\b(?:kube|k|oc|systemctl|service|git)/

export const commandGrammar: Rule = {
  id: 'RB205',
  name: 'command-grammar',
  summary: 'Commands of kubectl, oc, systemctl, service and git have the words their program asks for.',
  why: 'The command is refused the moment it is needed, and whoever runs it has to guess what was meant: which kind of object, which of two names. The usual slips are a name without its kind, and a kind in front of `kind/name`.',
  severity: 'error',
  kinds: { postmortem: 'warning', template: 'warning' },
  examples: [
    {
      title: 'a name without its kind',
      bad: page('# Restart', '', '```bash', 'kubectl delete -n shop <api-pod> ⟵', '```'),
      good: page('# Restart', '', '```bash', 'kubectl delete pod -n shop <api-pod>', '```'),
    },
    {
      title: 'a kind and kind/name at once',
      bad: page('# Restart', '', '```bash', 'kubectl delete pod deploy/api -n shop ⟵', '```'),
      good: page('# Restart', '', '```bash', 'kubectl rollout restart deploy/api -n shop', '```'),
    },
    {
      title: 'the unit before the verb',
      bad: page('# Restart', '', '```bash', 'sudo systemctl nginx restart ⟵', '```'),
      good: page('# Restart', '', '```bash', 'sudo systemctl restart nginx', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      if (!CANDIDATE.test(command.text)) continue
      for (const call of command.calls) {
        const problem = problemOf(call, read.document.text, command)
        if (!problem) continue
        const { message, hint, word } = problem
        const at = word ?? { pos: call.pos, text: command.text.slice(call.pos, call.end) }
        yield { span: placeIn(read, command, at.pos, at.text.length), message, hint }
      }
    }
  },
}

function problemOf(call: ShellCall, pageText: string, command: PageCommand): GrammarProblem | undefined {
  const kube = kubeCall(call)
  if (kube) return kubeProblem(kube, call, { pageText, commandText: command.text })
  return misspeltKube(call) ?? serviceProblem(call)
}

/** `kubelet describe`: the agent of a node has no such command; the client has. */
function misspeltKube(call: ShellCall): GrammarProblem | undefined {
  if (!/^(?:kubelet|kubctl|kubeclt|kubetcl|kubeclt|kubecl|kubect)$/.test(call.program)) return undefined
  const [verb] = call.words
  if (!verb || !VERBS.has(verb.value)) return undefined
  return { message: `${call.program} has no command "${verb.value}"`, hint: 'Did you mean kubectl?' }
}

interface Surroundings {
  pageText: string
  commandText: string
}

function kubeProblem(kube: KubeCall, call: ShellCall, around: Surroundings): GrammarProblem | undefined {
  if (!VERBS.has(kube.verb)) return unknownVerb(kube, call)
  // Words that come from elsewhere, a file or a pipe, are not there to be judged.
  if (call.hasInput || call.wrappers.includes('xargs')) return undefined
  if (kube.has('-f', '-k', '--filename', '--kustomize', '--raw', '-h', '--help') && !POD_VERBS.has(kube.verb))
    return undefined
  if (RESOURCE_VERBS.has(kube.verb)) return resourceProblem(kube, call, around)
  return POD_VERBS.has(kube.verb) ? podProblem(kube) : undefined
}

function unknownVerb({ verb, verbWord }: KubeCall, call: ShellCall): GrammarProblem | undefined {
  const near = nearNames(verb, VERBS).filter(
    (name) => Math.abs(name.length - verb.length) <= 2 && !verb.includes(name) && !name.includes(verb),
  )
  if (near.length === 0 || verb.length < 4) return undefined
  return {
    message: `${call.program} has no command "${verb}"`,
    hint: `Did you mean ${near.join(' or ')}?`,
    word: verbWord,
  }
}

function resourceProblem(kube: KubeCall, call: ShellCall, around: Surroundings): GrammarProblem | undefined {
  const [first, second] = kube.operands
  const name = `${call.program} ${kube.verb}`
  if (!first) {
    if (kube.dashes) return undefined
    return { message: `${name} names no object`, hint: `Say of which kind: ${name} pod NAME` }
  }
  if (second && scopeOf(first.value) && isTypedName(second)) {
    return {
      message: `${name} is given a kind and kind/name at once, which it refuses`,
      hint: `Leave out "${first.value}", or write the name alone`,
      word: first,
    }
  }
  if (second || kube.has('-l', '--selector', '--all', '--field-selector')) return undefined
  if (isBareName(first, around)) {
    return {
      message: `${name} is given a name but not of which kind`,
      hint: `Say of which kind: ${name} pod ${shown(first, around)}`,
      word: first,
    }
  }
  if (kube.verb === 'delete' && scopeOf(first.value) && !kube.has('-A', '--all-namespaces')) {
    return {
      message: `${name} ${first.value} names nothing to delete`,
      hint: 'Add the name, or select with -l',
      word: first,
    }
  }
  return undefined
}

const isTypedName = ({ value }: ShellWord) =>
  /^[a-z]+\/./i.test(value) && scopeOf(value.slice(0, value.indexOf('/'))) !== undefined

/** Names of placeholders that stand for a kind, or for a kind with a name. */
const KIND_WORDS = /type|kind|resource|object|crd|\//i

/**
 * A single word that can only be the name of something: a placeholder that does not stand for a kind, a variable that
 * holds no `kind/name`, or a pod's generated name.
 */
function isBareName(word: ShellWord, { pageText, commandText }: Surroundings): boolean {
  if (word.value.includes('/') || word.value.includes(',')) return false
  const source = commandText.slice(word.pos, word.pos + word.text.length)
  const placeholder = /^<([^<>]*)>$/.exec(source)
  if (placeholder) return !KIND_WORDS.test(placeholder[1]!)
  const variable = /^"?\$\{?(\w+)\}?"?$/.exec(source)
  if (variable) return !mayHoldKind(variable[1]!, pageText)
  return /-[a-z0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(word.value) && !word.value.includes(OPEN)
}

/** `POD=$(kubectl get pod -o name)` holds `pod/x`; a loop over such output does too. */
function mayHoldKind(name: string, pageText: string): boolean {
  if (KIND_WORDS.test(name)) return true
  const uses = pageText.split('\n').filter((line) => line.includes(name))
  return uses.some(
    (line) =>
      /-o[ =]?name\b|--output[ =]name\b|\b(?:for|read)\b/.test(line) ||
      new RegExp(`\\b${name}=["']?[a-z]+/`).test(line),
  )
}

const shown = (word: ShellWord, { commandText }: Surroundings) =>
  commandText.slice(word.pos, word.pos + word.text.length)

function podProblem(kube: KubeCall): GrammarProblem | undefined {
  if (kube.verb !== 'logs' && kube.verb !== 'exec') return undefined
  const glued =
    kube.verb === 'exec'
      ? kube.options.find(({ name }) => /^--(?:(?:ba|z|k)?sh|\/.*|env|cat|ls|curl|psql|rake)$/.test(name))
      : undefined
  if (glued) {
    return {
      message: `exec has no option ${glued.name}: the space behind -- is missing`,
      hint: `Write -- ${glued.name.slice(2)}`,
      word: glued.word,
    }
  }
  const [first, second] = kube.operands
  if (!first || !second || !scopeOf(first.value)) return undefined
  return {
    message: `${kube.verb} takes a pod's name, so "${first.value}" is read as the name of a pod`,
    hint: `Write ${first.value}/${second.value.includes(OPEN) ? 'NAME' : second.value}, or the pod's name alone`,
    word: first,
  }
}
