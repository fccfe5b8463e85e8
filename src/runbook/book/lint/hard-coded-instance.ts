import type { ShellWord } from '../shell/shell-word.ts'
import { kubeCall, scopeOf } from './kube-grammar.ts'
import { pageCommands, placeIn } from './page-commands.ts'
import { page } from './place.ts'
import type { Rule } from './rule.ts'
import type { ShellCall } from './shell-calls.ts'

/** Kubernetes makes its suffixes from these letters and digits. */
const RANDOM = 'bcdfghjklmnpqrstvwxz2456789'
const DEPLOYMENT_POD = new RegExp(`^(.+)-[${RANDOM}0-9a-f]{7,10}-[${RANDOM}]{5}$`)
const DAEMON_POD = new RegExp(`^(.+)-(?=[${RANDOM}]{0,4}\\d)[${RANDOM}]{5}$`)
const EC2_INSTANCE = /^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/
const CONTAINER_ID = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{12,64}$/

/** Commands without any of these programs need not be parsed. */
const CANDIDATE = /\b(?:kubectl|oc|k|docker|podman|nerdctl|crictl|aws)\b/

export const hardCodedInstance: Rule = {
  id: 'RB209',
  name: 'hard-coded-instance',
  summary: 'Commands do not name one pod, container or machine that is gone by now.',
  why: 'The name was copied from the author’s screen. Generated names live as long as one pod; the next reader gets “not found”, or worse, tries the same name on another cluster. Select by label, or name the deployment: kubectl finds one of its pods itself.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'info' },
  examples: [
    {
      title: 'a pod of last month',
      bad: page('# Console', '', '```bash', 'kubectl exec -n shop api-fdc5dbbb7-vrf96 -- rake db:version ⟵', '```'),
      good: page('# Console', '', '```bash', 'kubectl exec -n shop deploy/api -- rake db:version', '```'),
    },
    {
      title: 'a container of last month',
      bad: page('# Logs', '', '```bash', 'docker logs 4f1e2d3c4b5a ⟵', '```'),
      good: page('# Logs', '', '```bash', 'docker logs shop-api', '```'),
    },
  ],
  *page(read) {
    for (const command of pageCommands(read)) {
      if (!CANDIDATE.test(command.text)) continue
      for (const call of command.calls) {
        const found = instanceIn(call)
        if (!found) continue
        yield {
          span: placeIn(read, command, found.word.pos, found.word.text.length),
          message: `"${found.name}" is the generated name of one ${found.what}, which will be gone`,
          hint: found.hint,
        }
      }
    }
  },
}

interface Instance {
  word: ShellWord
  name: string
  what: string
  hint: string
}

function instanceIn(call: ShellCall): Instance | undefined {
  const kube = kubeCall(call)
  if (kube) {
    const aboutPods =
      kube.operands.some(({ value }) => /^(?:pods?|po)(?:\/|$)/.test(value)) ||
      /^(?:exec|logs|cp|port-forward|attach|rsh)$/.test(kube.verb)
    for (const word of kube.operands) {
      const name = word.value.replace(/^(?:pods?|po)\//, '').replace(/:.*$/, '')
      const deployment = DEPLOYMENT_POD.exec(name)
      if (deployment) return pod(word, name, `deploy/${deployment[1]}`)
      const daemon = aboutPods && scopeOf(name) === undefined ? DAEMON_POD.exec(name) : null
      if (daemon) return pod(word, name, `ds/${daemon[1]}`)
    }
    return undefined
  }
  if (/^(?:docker|podman|nerdctl|crictl)$/.test(call.program)) {
    const word = call.words.slice(1).find(({ value, dynamic }) => !dynamic && CONTAINER_ID.test(value))
    return (
      word && {
        word,
        name: word.value,
        what: 'container',
        hint: 'Use the container’s name, or look the id up with a filter',
      }
    )
  }
  const machine = call.program === 'aws' ? call.words.find(({ value }) => EC2_INSTANCE.test(value)) : undefined
  return (
    machine && {
      word: machine,
      name: machine.value,
      what: 'machine',
      hint: 'Look the machine up by its tags, or ask for it as an input',
    }
  )
}

const pod = (word: ShellWord, name: string, owner: string): Instance => ({
  word,
  name,
  what: 'pod',
  hint: `Name what owns it (for example ${owner}) or select with -l`,
})
