import type { List, ListItem } from '../document.ts'
import { hasInlineCommand } from './inline-command.ts'

const VERBS =
  /^(?:acknowledge|activate|add|adjust|alert|analy[sz]e|announce|apply|approve|archive|ask|assemble|assess|assign|attach|back ?up|block|build|call|cancel|capture|change|check|choose|clean|clear|click|clone|close|collect|communicate|compare|complete|configure|confirm|connect|contact|copy|create|declare|delete|deploy|determine|disable|document|download|drain|edit|enable|ensure|enter|escalate|estimate|evaluate|examine|execute|export|fetch|fill|find|fix|flush|follow|gather|generate|get|give|go|identify|implement|import|increase|inform|initiate|inspect|install|investigate|invite|isolate|join|kill|launch|lead|list|locate|log|look|make|merge|migrate|monitor|move|navigate|note|notify|open|page|patch|pause|perform|ping|post|press|prevent|promote|provide|pull|purge|push|query|re-?run|read|rebuild|reboot|record|recover|reduce|regenerate|release|reload|remove|rename|reopen|repeat|replace|report|request|reset|resize|resolve|restart|restore|resume|retry|revert|review|revoke|roll|rollback|rotate|run|save|scale|schedule|search|select|send|set|share|shut|sign|silence|ssh|start|stop|submit|switch|sync|take|tell|test|track|trigger|troubleshoot|try|tune|turn|type|uncordon|uninstall|unlock|update|upgrade|upload|use|validate|verify|view|visit|wait|warn|watch|write)\b/i

/**
 * True for a list that tells its reader what to do. Under a declared action ("Steps:", "## Mitigation") every ordered
 * list does; elsewhere most items must start with a verb, hold a command, or have a command block below them.
 */
export function isStepList(list: List, declared: boolean): boolean {
  if (list.items.every(isLinkOnly)) return false
  if (!list.ordered) return isBulletSteps(list, declared)
  if (declared) return true
  const active = list.items.filter((item) => startsWithVerb(item) || hasCommand(item) || hasFence(item)).length
  return (list.items.length >= 2 || list.items.some(hasFence)) && active * 2 >= list.items.length
}

/** Bullets are steps only when they carry command blocks, or are verbs under a declared action. */
function isBulletSteps(list: List, declared: boolean): boolean {
  if (list.items.some(hasFence)) return true
  if (!declared) return false
  const active = list.items.filter((item) => startsWithVerb(item) || hasCommand(item)).length
  return active * 2 > list.items.length
}

const startsWithVerb = (item: ListItem) => VERBS.test(item.inline.text.replace(/^\W+/, ''))

const hasCommand = (item: ListItem) => hasInlineCommand(item.inline)

/** A command block below the item, or below an item of a list in it. */
export const hasFence = (item: ListItem): boolean =>
  item.blocks.some((block) => block.kind === 'fence' || (block.kind === 'list' && block.items.some(hasFence)))

function isLinkOnly(item: ListItem): boolean {
  const [link] = item.inline.links
  return link !== undefined && item.inline.text.replace(/\s+/g, ' ').trim().length <= link.text.length + 2
}
