import type { Block, Document, Fence, ListItem } from '../document.ts'
import type { Script } from '../page.ts'
import { outlineOf } from './outline.ts'

const SHEBANG = /^#!\s*(?:\/\S+\/)?(?:env\s+(?:-S\s+)?)?([\w.-]+)/
const LANGUAGES: Readonly<Record<string, string>> = {
  sh: 'bash',
  bash: 'bash',
  zsh: 'bash',
  dash: 'bash',
  ksh: 'bash',
  python: 'python',
  python3: 'python',
  node: 'javascript',
}

/**
 * Whole scripts, told by their first line. Where the text before or after one says under which path to save it, other
 * pages may call it by that path. Prompts (`read`, `select`) are what keeps a script from running unattended.
 */
export function readScripts(document: Document): readonly Script[] {
  return outlineOf(document).fences.flatMap(({ fence, before, after }) => {
    const interpreter = SHEBANG.exec(fence.lines.find(({ text }) => text.trim() !== '')?.text ?? '')?.[1]
    if (!interpreter) return []
    const saveAs = pathIn(after, true) ?? pathIn(before, false) ?? pathOf(fence.item)
    return [
      {
        ...(saveAs === undefined ? {} : { saveAs }),
        line: fence.line,
        endLine: fence.endLine,
        language: LANGUAGES[interpreter] ?? interpreter,
        prompts: promptsOf(fence),
        fence,
      },
    ]
  })
}

/** `Save as …`, `save this script to …`, `Create …:`; a path in code or bare. */
const SAVE = /\b(?:sav(?:e|ed)|stor(?:e|ed)|writ(?:e|ten)|put|install(?:ed)?)\b[^\n]{0,40}?\b(?:as|to|in|at|under)\b/i
const CREATE = /^(?:[*_]{0,2})(?:create|add|file|path|script)\b/i
const PATH = /^(?:~|\.{0,2})\/?[\w.@-]+(?:\/[\w.@$-]+)*$/

function pathIn(block: Block | undefined, after: boolean): string | undefined {
  if (block?.kind !== 'paragraph') return undefined
  const { text, codes } = block.inline
  // Behind a script only "save as" speaks of it; before it, a label or a line that ends in a colon does, too.
  if (!SAVE.test(text) && (after || !(CREATE.test(text) || text.trimEnd().endsWith(':')))) return undefined
  return codes.map((code) => code.text).find(isScriptPath) ?? text.split(/\s+/).map(bare).find(isScriptPath)
}

/** A list item that names the file its fence holds: `1. Save as \`/usr/local/bin/check.sh\`:`. */
const pathOf = (item: ListItem | undefined) =>
  item && SAVE.test(item.inline.text) ? item.inline.codes.map((code) => code.text).find(isScriptPath) : undefined

const bare = (word: string) => word.replace(/^[`"'(]+|[`"'):,.]+$/g, '')
const isScriptPath = (text: string) =>
  PATH.test(text) &&
  (/\.(?:sh|bash|py|rb|pl|js|ts|ps1)$/.test(text) ||
    /^\/(?:usr|opt|etc|home|srv|root)\/.*\/(?:s?bin|cron\.\w+)\//.test(text))

const READ =
  /(?:^|[;&|]|\b(?:do|then|else|while|until|if)\b)\s*(?:IFS=\S*\s+)?read\s+(?:-(?!\w*p)\w+\s+(?:\d+\s+)?)*(?:-\w*p\s*(?:"([^"]*)"|'([^']*)'))?/
const SELECT = /(?:^|[;&|])\s*select\s+\w+\s+in\b/

/** Places where a script waits for a person; `while read line` reads a file and waits for nobody. */
function promptsOf(fence: Fence): Script['prompts'] {
  return fence.lines.flatMap(({ text, line }) => {
    if (/^\s*#/.test(text)) return []
    const read = READ.exec(text)
    if (read) {
      const asked = read[1] ?? read[2]
      if (
        asked === undefined &&
        (/\bwhile\b|\|\s*(?:IFS=\S*\s+)?read\b|<|\bdone\b/.test(text) || !/\bread\b/.test(text))
      )
        return []
      return [{ text: (asked ?? '').trim(), line }]
    }
    return SELECT.test(text) ? [{ text: '', line }] : []
  })
}
