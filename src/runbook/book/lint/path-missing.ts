import type { Repository } from '../book.ts'
import type { Page } from '../page.ts'
import { folderOf, joinPath, nameOf } from './path-names.ts'
import { type PathWord, pathWords } from './path-words.ts'
import { perRepository } from './per-repository.ts'
import { page } from './place.ts'
import type { Finding, Rule } from './rule.ts'
import { endingsBelow, treeIndex } from './tree-index.ts'

/** Endings of files that a team writes and keeps in its repository. */
const SOURCE =
  /\.(?:sh|bash|py|rb|pl|js|ts|go|rs|erl|ex|exs|md|markdown|ya?ml|toml|jsonnet|libsonnet|json|tf|tfvars|sql|conf|cfg|ini|service|timer|rules|proto|lua|php|java|kt|swift|erb|j2|tpl|mk|ps1|bats|jq)$/i
const SCRIPT = /\.(?:sh|bash|py|rb|pl|ps1|bats)$/i
/** Folders of what is built, fetched or recorded: a listing of the repository does not have it. */
const MADE =
  /(?:^|\/)(?:_?build|_?artifacts?|dist|target|out|output|tmp|temp|logs?|cache|\.cache|node_modules|vendor|venv|\.venv|coverage|_test|backups?|data|results?|reports?|\.terraform|\.git|deps|_checkouts)\//i
const PLACEHOLDER =
  /(?:^|\/)(?:path|your|my|some|example|foo|bar|xxx+|x|file(?:name)?|dir(?:ectory)?|yyyy)(?:[-_./]|$)|[A-Z]{4}-?MM|\.\.\.|\bNAME\b/i
/** Words in front of a path that tell the reader to make it. */
const TO_MAKE =
  /\b(?:creat|add|new|sav|writ|generat|copy|renam|mov|delet|remov|touch|clon|produc|output|store|download)\w*\b/i

/** Paths that the page speaks of as files of the repository, and that are not there. */
export const pathMissing: Rule = {
  id: 'RB510',
  name: 'path-missing',
  summary: 'A script or file of the repository that a command or inline code names exists.',
  why:
    'A recovery step that starts a script which was renamed or never written fails at the moment it is needed, and no ' +
    'link checker sees it, because it is no link. Only paths that can be meant as part of this repository are judged: ' +
    'their first folder exists in it, or they are scripts.',
  severity: 'error',
  kinds: { template: 'off', postmortem: 'info' },
  examples: [
    {
      title: 'A script that is not there',
      bad: page('# Restart', '', '```bash', './scripts/stop_api.sh ⟵', '```'),
      good: page('# Restart', '', '```bash', './scripts/stop_worker.sh', '```'),
      files: { 'scripts/stop_worker.sh': '#!/bin/sh\n' },
    },
    {
      title: 'A script that lies elsewhere',
      bad: page('# Restart', '', '```bash', 'scripts/drain.sh --all ⟵', '```'),
      good: page('# Restart', '', '```bash', 'ops/scripts/drain.sh --all', '```'),
      files: { 'ops/scripts/drain.sh': '#!/bin/sh\n', 'scripts/other.sh': '#!/bin/sh\n' },
    },
    {
      title: 'A program at the root of the repository',
      bad: page('# Status', '', 'The tool is there: `./shopctl status` ⟵'),
      good: page('# Status', '', 'The tool is there: `./bin/shopctl status`'),
      files: { 'bin/shopctl': '#!/bin/sh\n' },
    },
  ],
  *page(page, { repository }) {
    if (!repository.complete || repository.files.size === 0) return
    const seen = new Set<string>()
    for (const word of pathWords(page)) {
      const path = word.text.replace(/^(?:\.\/)+/, '').replace(/\/$/, '')
      if (seen.has(path) || !mayBeMissing(repository, page, word, path)) continue
      // Said once a page; a file that the page makes in one place is there in all others.
      seen.add(path)
      if (isMadeByPage(page, word, path)) continue
      const finding = judge(repository, word, path)
      if (finding) yield finding
    }
  },
}

function mayBeMissing(repository: Repository, page: Page, word: PathWord, path: string): boolean {
  if (exists(repository, page, word.text)) return false
  return (
    !path.startsWith('../') && !PLACEHOLDER.test(path) && !MADE.test(path) && isOfRepository(repository, word, path)
  )
}

/** True for a path that exists from the root, from the page's folder, or from a folder above it. */
function exists(repository: Repository, page: Page, path: string): boolean {
  const { files, folders } = repository
  for (let folder: string | undefined = folderOf(page.file); folder !== undefined; folder = above(folder)) {
    const place = joinPath(folder, path)
    if (place === undefined) continue
    if (place === '' || files.has(place) || folders.has(place)) return true
  }
  return false
}

const above = (folder: string) => (folder === '' ? undefined : folderOf(folder))

function judge(repository: Repository, word: PathWord, path: string): Finding | undefined {
  const others = elsewhere(repository, path)
  const suffix = others.find((file) => file.endsWith(`/${path}`))
  // A path that fits below some folder is right for a reader who stands there.
  if (suffix !== undefined && (word.role !== 'command' || others.length > 3)) return undefined
  const span = { line: word.line, column: word.column, endLine: word.line, endColumn: word.column + word.text.length }
  const message =
    suffix === undefined
      ? `\`${word.text}\` is not in the repository${others.length > 0 ? `; a file of that name is at \`${others[0]}\`` : ''}`
      : `\`${word.text}\` is not at the root of the repository, only at \`${suffix}\``
  const hint =
    others.length > 0
      ? `Write \`${others[0]}\`, or say from which folder to run it`
      : 'Name the file that took its place, or add it to the repository'
  // What is to be typed fails; what is only mentioned misleads.
  const typed = word.role === 'command' || /\.(?:sh|bash)$/i.test(path)
  const severity = suffix === undefined ? (typed ? undefined : 'warning') : 'info'
  return { span, message, hint, ...(severity ? { severity } : {}) }
}

/** Whether the words of a path make it a file of this repository and not of a machine, an image or another project. */
function isOfRepository(repository: Repository, { text, role }: PathWord, path: string): boolean {
  const [first, ...rest] = path.split('/') as [string, ...string[]]
  if (rest.length === 0) return text.startsWith('./') && role === 'command' && isTool(repository, text, path)
  if ((first.includes('.') && !first.startsWith('.')) || !SOURCE.test(path)) return false
  if (repository.files.has(first)) return isLinkedFolder(repository, first, path)
  if (repository.folders.has(first)) return hasAlike(repository, path) || elsewhere(repository, path).length > 0
  return SCRIPT.test(path) && treeIndex(repository).foldersByName.has(first)
}

/** A program that several pages start from the root, or that lies elsewhere: not one that a single page downloads. */
function isTool(repository: Repository, text: string, path: string): boolean {
  if (path.includes('.') && !SCRIPT.test(path)) return false
  if (elsewhere(repository, path).length > 0) return true
  const known = toolNames(repository)
  let several = known.get(text)
  if (several === undefined) {
    several = repository.pages.filter(({ document }) => document.text.includes(`${text} `)).length > 1
    known.set(text, several)
  }
  return several
}

const toolNames = perRepository(() => new Map<string, boolean>())

/**
 * A first folder that the tree lists as a file is a symbolic link or a submodule. Where another folder has its name and
 * holds files of this kind, the link leads there, and what is in none of them is missing.
 */
function isLinkedFolder(repository: Repository, first: string, path: string): boolean {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const namesakes = treeIndex(repository).foldersByName.get(first) ?? []
  return namesakes.some((folder) => (endingsBelow(repository).get(folder)?.get(ending) ?? 0) >= ALIKE)
}

/** True when the folder, or the nearest folder above it that exists, holds files of the same kind. */
function hasAlike(repository: Repository, path: string): boolean {
  let folder = folderOf(path)
  while (folder !== '' && !repository.folders.has(folder)) folder = folderOf(folder)
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase()
  const count = endingsBelow(repository).get(folder)?.get(ending) ?? 0
  return count >= ALIKE || (count > 0 && SCRIPT.test(path) && folder === folderOf(path))
}

/** Pages about other projects name files that those have; one's own folders hold several of a kind. */
const ALIKE = 3
const COMMON_NAMES =
  /^(?:readme|index|main|config|application|settings|app|test|setup|init|__init__|database|routes|values|docker-compose|values)\./

/** Files of the same name, those in a folder of the same name first. */
function elsewhere(repository: Repository, path: string): readonly string[] {
  if (COMMON_NAMES.test(nameOf(path))) return []
  const named = treeIndex(repository).byName.get(nameOf(path).toLowerCase()) ?? []
  const exact = named.filter((file) => nameOf(file) === nameOf(path))
  const folder = nameOf(folderOf(path))
  return [...exact].sort(
    (a, b) => Number(nameOf(folderOf(b)) === folder) - Number(nameOf(folderOf(a)) === folder) || (a < b ? -1 : 1),
  )
}

/** True when the page itself makes, fetches or unpacks the file, or changes into a folder of its own first. */
function isMadeByPage({ document, scripts }: Page, word: PathWord, path: string): boolean {
  const line = document.lines[word.line - 1] ?? ''
  const before = `${document.lines[word.line - 2] ?? ''} ${line.slice(0, word.column - 1)}`
  if (TO_MAKE.test(before.slice(-160))) return true
  if (scripts.some((script) => script.saveAs?.endsWith(nameOf(path)))) return true
  if (follows(document.text, EDITED, path)) return true
  // "File: `scripts/x.sh`" above a block that is the script.
  const shown = document.fences.find((each) => each.line > word.line && each.line <= word.line + 3)
  if (shown?.text.startsWith('#!')) return true
  if (!word.text.startsWith('./')) return false
  const fence = document.fences.find((each) => each.line <= word.line && word.line <= each.endLine)
  if (fence && /^\s*(?:cd|pushd|git clone|tar|unzip|curl|wget)\s/m.test(fence.text)) return true
  // A program spoken of elsewhere in the page without `./` is downloaded, built or unpacked there.
  return !path.includes('/') && follows(document.text, FETCHED, path)
}

const EDITED = '\\b(?:vim?|nano|emacs|code|tee|cat >|cp \\S{1,200})\\s+(?:\\./)?'
const FETCHED = '(?:-o\\s+|>\\s*|chmod\\s+\\S+\\s+|install\\s+|build\\S*\\s+|[^.]/)'

/** Whether a name stands somewhere in a text behind words that match a pattern. */
function follows(text: string, pattern: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`${pattern}${escaped}(?![\\w/.-])`).test(text)
}
