import type { Block, Fence, Inline } from '../document.ts'
import type { Page } from '../page.ts'
import { sectionAt } from './page-commands.ts'

/** Words with which authors say that something cannot be taken back, or ask their reader to look twice. */
const CAUTION =
  /\b(?:warnings?|cautions?|cautious(?:ly)?|danger(?:ous)?|destructive|irreversibl[ey]|irrecoverabl[ey]|(?:cannot|can't|can not) be (?:undone|reversed|recovered|reverted)|data ?loss|los(?:e|ing|s of) (?:\w+ ){0,3}data|will (?:\w+ ){0,2}(?:delete|remove|erase|destroy|wipe|drop|lose|purge|overwrite)|last resort|careful(?:ly)?|take care|beware|make (?:very |absolutely )?sure|double[- ]check|be (?:certain|sure|aware)|ensure (?:that )?(?:you|no|the correct|the right|it is safe)|do not (?:run|do|delete|use)|don't (?:run|do|delete|use)|only (?:if|when|after|do this|run this)|at your own risk|are you sure|not recommended|nuclear|only if safe|is it safe|safe to (?:delete|remove|run)|can safely|sanity check|if (?:it is|it's|it’s) safe|before (?:doing|running) this)\b|⚠|🚨|❗|☠/i

/** A program that asks, only shows, or stops when a value is missing. */
const GUARD = /\bread\s+(?:-\w+\s+)*-?\w*p\b|--dry-?run|--check\b|\bconfirm\b|-o[ =]?yaml\s*>|\bdry run\b|\brm\s+-\w*i/i

/** True when the text above a line, in its block or its section, warns of what the line does. */
export function isCautioned(page: Page, line: number, fence: Fence | undefined): boolean {
  if (fence && cautionInFence(fence, line)) return true
  for (let section = sectionAt(page, line); section; section = section.parent?.heading ? section.parent : undefined) {
    if (CAUTION.test(section.title) || inlinesAbove(section.blocks, line).some((inline) => CAUTION.test(inline.text)))
      return true
  }
  return inlinesAbove(page.document.root.blocks, line).some((inline) => CAUTION.test(inline.text))
}

/** Comments and questions in the block count up to the line itself, where the author may have put them behind the command. */
const cautionInFence = ({ lines }: Fence, line: number) =>
  lines.some(
    (each) =>
      each.line <= line &&
      (GUARD.test(each.text) || (each.text.includes('#') && CAUTION.test(each.text.slice(each.text.indexOf('#'))))),
  )

function inlinesAbove(blocks: readonly Block[], line: number): Inline[] {
  return blocks.flatMap((block): Inline[] => {
    if (block.line > line) return []
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return [block.inline]
      case 'list':
        return block.items.filter((item) => item.line <= line).flatMap((item) => inlinesAbove(item.blocks, line))
      case 'quote':
        return inlinesAbove(block.blocks, line)
      case 'table':
        return block.rows.flatMap((row) => row.cells.map((cell) => cell.inline))
      default:
        return []
    }
  })
}

/** A heading that says that something is taken away: who reads on has come to do just that. */
const REMOVAL =
  /\b(?:un-?install\w*|remov\w+|delet\w+|decommission\w*|tear(?:ing)? ?down|clean(?:ing)?[ -]?up|cleanup|purg\w+|clear(?:ing|s)?|drop(?:ping)?|wip(?:e|ing)|destroy\w*|terminat\w+|retir\w+|flush\w*|eras\w+|prun(?:e|ing)|unban\w*|kill\w*)\b/i

/** True when the nearest heading, the title of the page, or a bold label right above the block announces a removal. */
export function isAnnounced(page: Page, line: number, fence: Fence | undefined): boolean {
  const section = sectionAt(page, line) ?? page.document.root
  if (REMOVAL.test(section.title) || REMOVAL.test(page.title)) return true
  const blocks = fence?.item?.blocks ?? section.blocks
  const above = fence ? blocks[blocks.indexOf(fence) - 1] : undefined
  return above?.kind === 'paragraph' && above.labels.some(({ name }) => REMOVAL.test(name))
}
