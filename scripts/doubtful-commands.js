#!/usr/bin/env node
/**
 * Lists what fences are read as shell commands although no known program, path, variable, assignment or keyword stands at
 * the head of it: the list to read when looking for output that is taken for commands.
 *
 *   npm run build && node scripts/doubtful-commands.js [FOLDER]
 *
 * FOLDER is ../shared/corpus by default. Programs of the team's own are on the list too; they are commands all the same.
 */
import { loadBook } from '../dist/runbook/book/actions.js'
import { isKnownProgram } from '../dist/runbook/book/shell/risk-table.js'

const [folder = '../shared/corpus'] = process.argv.slice(2)
const KEYWORD = /^(?:if|for|while|until|case|select|function|do|done|then|fi|time|[[({!.]|\[\[)$/

const loaded = await loadBook([folder], { cwd: process.cwd() })
if (!loaded.ok) {
  console.error('cannot read the folder:', loaded.refusal)
  process.exit(1)
}
let all = 0
let doubtful = 0
for (const page of loaded.value.repositories.flatMap(({ pages }) => pages)) {
  for (const { fence, kind, items } of page.readings) {
    for (const item of items) {
      if (item.kind !== 'command' || item.language !== 'bash') continue
      all++
      if (isPlain(item.text)) continue
      doubtful++
      console.log(`${page.file}:${item.line} [${fence.language || 'no tag'}, ${kind}] ${item.text.split('\n', 1)[0]}`)
    }
  }
}
console.log(`${doubtful} of ${all} commands begin with a word that is not known`)

function isPlain(text) {
  if (/^\s*[A-Za-z_]\w*\+?=(?:\S*\s*$|[('"$`<])/.test(text) || /^\s*(?:\w[\w-]*\s*\(\)|["'$({])/.test(text)) return true
  const behind = text.trimStart().replace(/^(?:[A-Za-z_]\w*=\S*\s+)+/, '')
  const word = /^[^\s;|&]+/.exec(behind)?.[0] ?? ''
  return isKnownProgram(word) || KEYWORD.test(word) || /^(?:[.~]{0,2}\/|\$)/.test(word)
}
