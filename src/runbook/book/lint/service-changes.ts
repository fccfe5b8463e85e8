import type { Fence } from '../document.ts'
import type { Command, Page, Procedure } from '../page.ts'
import { procedureSteps } from './flat-steps.ts'
import { isIrreversible } from './irreversible.ts'

/** First and last command of a procedure that change the service, not only the reader's session. */
export interface Changes {
  first: Command
  last: Command
}

/**
 * The commands that act on what runs. Where none is known to, scripts whose effect nobody can know count, if they are
 * called in a block of the procedure's action. Undefined when a procedure only looks, or only prepares.
 */
export function changesOf(page: Page, procedure: Procedure): Changes | undefined {
  const steps = procedureSteps({ ...procedure, verification: [], rollback: [] }).filter(
    ({ phase }) => phase !== 'cleanup',
  )
  const certain = steps.flatMap(({ commands }) => commands).filter(isChange)
  const assumed =
    certain.length > 0
      ? []
      : steps.filter(({ phase }) => phase === 'action').flatMap(({ commands }) => commands.filter(isOwnScript))
  const found =
    certain.length > 0
      ? certain
      : assumed.filter(({ line }) => page.document.fences.some((fence) => holds(fence, line)))
  const [first] = found
  const last = found.at(-1)
  return first && last ? { first, last } : undefined
}

const holds = (fence: Fence, line: number) => fence.line < line && line <= fence.endLine

function isChange(command: Command): boolean {
  const { text, effect } = command
  // A whole script is judged by who runs it; `kubectl delete` without an object is only mentioned.
  if (text.startsWith('#!') || /^(?:kubectl|oc|k)\s+\S+$/.test(text)) return false
  if (isIrreversible(command)) return true
  return (
    (effect === 'changing' || effect === 'destructive') &&
    OPERATES.test(withoutTargets(text)) &&
    !OWN_SESSION.test(text)
  )
}

/** Where output goes says nothing about what is done: `> ~/deployment.txt`. */
const withoutTargets = (text: string): string => text.replace(/(?<=[\s\d&])>>?\s*[^\s;|&)]+/g, '>')

/** A script called by its path; tests, measurements and reports change nothing. */
const isOwnScript = ({ effect, text }: Command): boolean =>
  effect === 'unknown' &&
  OWN_SCRIPT.test(text) &&
  !/test|stress|bench|check|verif|smoke|lint|valid|report|list|show|logs?\.sh/i.test(text)

const OWN_SCRIPT = /^(?:\w+=\S*\s+)*(?:\.{1,2}\/|\/)?[\w.-]+\/[\w./-]+\.sh\b/

/** Commands that prepare the reader's own session or files; nothing of the service changes by them. */
const OWN_SESSION =
  /^(?:sudo\s+)?(?:cd|export|set|alias|source|\.|mkdir|touch|cp|scp|git|ssh|ssh-add|eval|echo|tee|tar|curl\s+-[a-zA-Z]*[oO]|wget|vi|vim|nano|kinit|aws\s+(?:sso|configure)|gcloud\s+(?:auth|config)|kubectl\s+config|oc\s+(?:login|project)|kubens|kubectx|docker\s+login|az\s+(?:login|account)|brew|pip3?|npm|gem|bundle|apt|apt-get|yum|dnf|make|chmod|history|tmux|screen|script|gds|bosh\s+login|vault\s+login|tsh)\b|^\w+=\S*\s*$/

/** Acts on something that runs. Rights, files, packages and settings are prepared, and seen to work by what uses them. */
const OPERATES = new RegExp(
  [
    String.raw`\b(?:systemctl|service|supervisorctl|\w+-ctl|initctl|brew services)\b[^|;&]*\b(?:start|stop|restart|reload|hup|kill|reset-failed)\b`,
    String.raw`\b(?:kubectl|oc|k)\b[^|;&]*\b(?:delete|scale|rollout\s+(?:restart|undo|pause|resume)|apply|patch|replace|drain|cordon|uncordon|set)\b`,
    String.raw`\b(?:docker|docker-compose|podman)\b[^|;&]*\b(?:restart|start|stop|up|down|kill)\b`,
    String.raw`\b(?:helm\s+(?:upgrade|rollback)|terraform\s+(?:apply|destroy)|reboot|shutdown|pg_restore|pg_ctl|patronictl|rabbitmqctl|consul)\b`,
    String.raw`(?:^|/)[\w-]*(?:start|stop|reset|reload|failover|promote|restore|rollback|deploy|purge|rebuild|recover|drain)[\w-]*(?:\.sh|\.py)?(?=\s|$)`,
    String.raw`^\s*(?:sudo\s+)?(?:p?kill|killall|fuser)\s+(?!%)`,
    String.raw`\b(?:force_reset|restart|terminate_child|set_env|ensure_all_started)\b`,
  ].join('|'),
  'i',
)
