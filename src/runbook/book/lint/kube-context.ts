import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { type KubeCall, kubeCall, POD_VERBS, RESOURCE_VERBS, scopeOf } from './kube-grammar.ts'
import { pageCommands, placeIn } from './page-commands.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'

/** Commands without any of these programs need not be parsed. */
const CANDIDATE = /\b(?:kubectl|oc|k) /

export const kubeContext: Rule = {
  id: 'RB204',
  name: 'kube-context',
  summary: 'Commands on objects in a namespace say which namespace.',
  why: 'Without `-n` kubectl works on whatever namespace the shell was last used for. For the author that was the right one; for whoever is on call it is “not found”, or an object of the same name in the wrong place. Set `namespaceConfigured: true` where every operator’s context has the right default.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info', reference: 'info' },
  examples: [
    {
      title: 'logs of a pod, somewhere',
      bad: page('# Look', '', '```bash', 'kubectl get pods -n shop', 'kubectl logs deploy/api ⟵', '```'),
      good: page('# Look', '', '```bash', 'kubectl get pods -n shop', 'kubectl logs -n shop deploy/api', '```'),
    },
    {
      title: 'a page that chooses its namespace first',
      bad: page('# Restart', '', '```bash', 'oc get pods -n shop', 'oc rollout restart deployment/api ⟵', '```'),
      good: page(
        '# Restart',
        '',
        '```bash',
        'oc project shop',
        'oc get pods',
        'oc rollout restart deployment/api',
        '```',
      ),
    },
  ],
  *page(read, { repository, settings }) {
    if (settings.namespaceConfigured || choosesNamespace(read) || !usuallyNamesNamespace(repository)) return
    for (const command of pageCommands(read)) {
      if (!CANDIDATE.test(command.text)) continue
      for (const call of command.calls) {
        const kube = kubeCall(call)
        if (!kube || !needsNamespace(kube) || namesNamespace(kube)) continue
        yield {
          span: placeIn(read, command, call.pos, call.end - call.pos),
          message: `${call.program} ${kube.verb} does not say in which namespace`,
          hint: 'Add -n NAMESPACE',
        }
      }
    }
  },
}

const namesNamespace = ({ has }: KubeCall) =>
  has('-n', '--namespace', '-A', '--all-namespaces', '--context', '-f', '--filename', '-k', '--kustomize', '--raw')

/** True for verbs on an object that lives in a namespace, as far as its kind is well known. */
function needsNamespace(kube: KubeCall): boolean {
  const [first] = kube.operands
  const typed = first ? scopeOf(first.value.split(/[,/]/)[0]!) : undefined
  if (POD_VERBS.has(kube.verb)) {
    // `-f` follows a log there, and a copy may start with a local path.
    return (
      first !== undefined &&
      typed !== 'cluster' &&
      !(kube.verb === 'cp' && kube.operands.some(({ value }) => value.includes('/') && value.includes(':')))
    )
  }
  if (kube.verb === 'rollout') {
    const second = kube.operands[1]
    return second !== undefined && scopeOf(second.value.split('/')[0]!) === 'namespaced'
  }
  if (kube.verb === 'top') return first !== undefined && /^pods?$/.test(first.value)
  return RESOURCE_VERBS.has(kube.verb) && typed === 'namespaced'
}

const CHOICE =
  /\b(?:oc project [\w<$"{]|kubens\b|set-context\b|--namespace[= ]|use-context\b|alias k(?:ubectl)?=|\bNAMESPACE=)/

/** The page sets the namespace for everything that follows. */
function choosesNamespace({ document, readings }: Page): boolean {
  return (
    readings.some(
      ({ fence }) =>
        /\b(?:kubectl|oc|k)\b/.test(fence.text) &&
        /\boc project \S|\bkubens \S|set-context\b.*--namespace|use-context\b/.test(fence.text),
    ) ||
    document.inlines.some(({ codes }) =>
      codes.some(({ text }) => CHOICE.test(text) && /^(?:oc project|kubens|kubectl config)/.test(text)),
    )
  )
}

/**
 * Whether commands of this repository are expected to write the namespace. They are not where one of its pages tells
 * readers to set a default namespace, or where most commands do without: then the few that name one are exceptions.
 */
const usuallyNamesNamespace = perRepository((repository: Repository): boolean => {
  let named = 0
  let unnamed = 0
  for (const read of repository.pages) {
    if (/set-context\b[^\n]*--current[^\n]*--namespace/.test(read.document.text)) return false
    for (const { text, calls } of pageCommands(read)) {
      if (!CANDIDATE.test(text)) continue
      for (const call of calls) {
        const kube = kubeCall(call)
        if (!kube || !needsNamespace(kube)) continue
        if (namesNamespace(kube)) named++
        else unnamed++
      }
    }
  }
  return named >= unnamed
})
