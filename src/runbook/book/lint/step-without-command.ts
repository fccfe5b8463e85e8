import type { Block, Fence, Section } from '../document.ts'
import type { FenceItem, FenceReading } from '../fence-reading.ts'
import type { Page } from '../page.ts'
import { readComment } from '../parse/comment-line.ts'
import { readsLikeProse } from '../parse/fence/prompt.ts'
import { isKnownProgram } from '../shell/risk-table.ts'
import { sectionAt } from './page-commands.ts'
import { page, spanOfLines } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { isShellTag } from './shell-tag.ts'

/** A step that somebody can only carry out with a command. */
const COMMANDING =
  /^(?:re-?start|start|stop|run|execute|launch|kill|delete|remove|drop|truncate|purge|flush|clear|clean(?: up)?|deploy|redeploy|roll ?back|rollback|scale|drain|restore|re-?load|reindex|rebuild|vacuum|rotate|apply|install|uninstall|enable|disable|mount|unmount|create|back ?up|dump|import|export|migrate)\b/i
/** What a person does, or what stands elsewhere. */
const BY_HAND =
  /\b(?:manual(?:ly)?|see|if|ui|console|dashboard|portal|grafana|ticket|slack|contact|team|ask|e-?mail|announce|incident|page|document|report|as (?:above|needed|described)|above|below|via|browser|editor|edit|postmortem|post-mortem|plan|meeting|alerts?|monitor(?:ing)?)\b/i

export const stepWithoutCommand: Rule = {
  id: 'RB606',
  name: 'step-without-command',
  summary: 'A step that announces a command has one.',
  why: 'A numbered comment such as `# 4. Restart the worker` with nothing below it was once going to be completed. The reader of the block runs steps 3 and 5 and believes that 4 has happened. A block tagged as shell that holds comments only is the same promise.',
  severity: 'warning',
  kinds: { postmortem: 'off', template: 'off' },
  examples: [
    {
      title: 'a numbered comment with nothing below it',
      bad: page(
        '# Restart',
        '',
        '```bash',
        '# 1. Stop the queue',
        'systemctl stop shop-queue',
        '# 2. Clear the spool ⟵',
        '# 3. Start the queue',
        'systemctl start shop-queue',
        '```',
      ),
      good: page(
        '# Restart',
        '',
        '```bash',
        '# 1. Stop the queue',
        'systemctl stop shop-queue',
        '# 2. Clear the spool',
        'spoolctl clear',
        '# 3. Start the queue',
        'systemctl start shop-queue',
        '```',
      ),
    },
    {
      title: 'a block of comments',
      bad: page(
        '# Scale up',
        '',
        '```bash ⟵',
        '# Raise the number of workers in the autoscaler',
        '# and wait for the new ones',
        '```',
      ),
      good: page(
        '# Scale up',
        '',
        '```bash',
        '# Raise the number of workers in the autoscaler',
        'kubectl scale deploy/worker -n shop --replicas=6',
        '```',
      ),
    },
    {
      title: 'a bold step that ends in "Run:"',
      bad: page(
        '# Clean',
        '',
        '## Steps',
        '',
        '**1. Clear the spool.** Run: ⟵',
        '',
        '**2. Start the queue**:',
        '',
        '```bash',
        'systemctl start shop-queue',
        '```',
      ),
      good: page(
        '# Clean',
        '',
        '## Steps',
        '',
        '**1. Clear the spool.** Run:',
        '',
        '```bash',
        'spoolctl clear',
        '```',
        '',
        '**2. Start the queue**:',
        '',
        '```bash',
        'systemctl start shop-queue',
        '```',
      ),
    },
  ],
  *page(read) {
    for (const reading of read.readings) {
      if (!isShellTag(reading.fence.language) || reading.kind === 'file') continue
      const empty = commentsOnly(read, reading)
      if (empty) yield empty
      else yield* emptySteps(read, reading)
    }
    yield* emptyAnnouncements(read)
  },
}

const NUMBERED = /^(?:step\s+)?\d/i

const runs = (item: FenceItem) =>
  item.kind === 'command' || item.kind === 'foreign' || item.kind === 'output' || item.kind === 'box'

function commentsOnly(read: Page, { fence, items }: FenceReading): Finding | undefined {
  const comments = items.filter((item) => item.kind === 'comment')
  if (comments.length === 0 || items.some(runs) || comments.some(({ text }) => isRootPrompt(text))) return undefined
  return {
    span: spanOfLines(read.document, fence.line),
    message: `This block is tagged ${fence.language} but holds no command`,
    hint: 'Add the command, or write the text outside of a code block',
  }
}

/** `# systemctl restart kubelet`: the prompt of the root user reads like a comment. */
function isRootPrompt(text: string): boolean {
  const word = /^(?:sudo\s+)?([a-z/.][\w./-]*)/.exec(text)?.[1]
  return word !== undefined && (word.startsWith('/') || isKnownProgram(word)) && !readsLikeProse(text)
}

/** Numbered comments that name an action and are followed by the next number, or by nothing. */
function* emptySteps(read: Page, { items, fence }: FenceReading): Iterable<Finding> {
  const marks = items.flatMap((item, at) => {
    const role = item.kind === 'comment' && NUMBERED.test(item.text) ? readComment(item.text) : undefined
    return role?.kind === 'step' ? [{ at, line: item.line, title: role.title, number: role.number }] : []
  })
  for (const [order, { at, line, title, number }] of marks.entries()) {
    const end = marks[order + 1]?.at ?? items.length
    const below = items.slice(at + 1, end)
    if (below.some((item) => item.kind !== 'blank') || !COMMANDING.test(title) || BY_HAND.test(title)) continue
    const next = marks[order + 1]
    // `# 2.` with `# 2.1` below it is a heading of its own; at the end of a block the next block may hold the command.
    if (next?.number.startsWith(`${number}.`) || (!next && fenceFollows(read, fence))) continue
    yield {
      span: spanOfLines(read.document, line),
      message: `"${title}" announces a command, but none follows`,
      hint: 'Add the command, or say how it is done by hand',
    }
  }
}

function fenceFollows(read: Page, fence: Fence): boolean {
  const blocks = fence.item ? fence.item.blocks : (sectionAt(read, fence.line) ?? read.document.root).blocks
  const next = blocks[blocks.indexOf(fence) + 1]
  return next?.kind === 'fence' || (next?.kind === 'paragraph' && blocks[blocks.indexOf(fence) + 2]?.kind === 'fence')
}

const RUN =
  /(?:^|[.,;:!?)*_]\s*|\b(?:then|and|to|please|now|you can|must|should)\s+)(?:run|execute|enter)(?: (?:the following|this|these)(?: commands?)?)?\s*:\s*$/i

/** A paragraph or step that ends in "Run:" with no code behind it. */
function* emptyAnnouncements({ document }: Page): Iterable<Finding> {
  const sections: Pick<Section, 'blocks'>[] = [document.root, ...document.sections]
  const groups: (readonly Block[])[] = sections.map(({ blocks }) => blocks)
  for (const block of document.blocks) if (block.kind === 'list') groups.push(...block.items.map((item) => item.blocks))
  for (const blocks of groups) {
    for (const [at, block] of blocks.entries()) {
      if (block.kind !== 'paragraph' || !block.inline.text.endsWith(':') || !RUN.test(block.inline.text.slice(-120)))
        continue
      const next = blocks[at + 1]
      if (next ? next.kind !== 'paragraph' || !/^(?:\*\*|__)/.test(next.inline.raw) : block.item !== undefined) continue
      if (!next && block.endLine < document.lines.length && nextIsCode(document.lines, block.endLine)) continue
      yield {
        span: spanOfLines(document, block.endLine),
        message: 'This announces a command, but none follows',
        hint: 'Add the command in a code block below',
      }
    }
  }
}

function nextIsCode(lines: readonly string[], after: number): boolean {
  const next = lines.slice(after, after + 3).find((line) => line.trim() !== '')
  return next !== undefined && /^\s*(?:`{3}|~{3}|\{\{|<|[-*\d])/.test(next)
}
