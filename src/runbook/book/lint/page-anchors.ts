import type { Repository } from '../book.ts'
import type { Heading } from '../document.ts'
import type { Page } from '../page.ts'
import { siteOf } from './site.ts'

/** The places in a page that a fragment can lead to. */
export interface PageAnchors {
  /** Every spelling that some renderer gives to a heading, and every anchor written by hand. */
  known: ReadonlySet<string>
  /** False when part of the page comes from elsewhere (includes, templates), so that more anchors may exist. */
  complete: boolean
}

const anchorsOfPage = new WeakMap<Page, PageAnchors>()

/**
 * The anchors of a page as GitHub and GitLab make them, and, for a page of a site generator, also as kramdown,
 * Redcarpet and Python-Markdown do.
 */
export function anchorsOf(repository: Repository, page: Page): PageAnchors {
  let anchors = anchorsOfPage.get(page)
  if (!anchors) {
    anchors = collect(page, siteOf(repository, page.file) === undefined ? onForge : onSite)
    anchorsOfPage.set(page, anchors)
  }
  return anchors
}

function collect({ document }: Page, spellings: (text: string) => Iterable<string>): PageAnchors {
  const known = new Set<string>()
  const counts = new Map<string, number>()
  for (const anchor of document.anchors) known.add(anchor.toLowerCase())
  for (const heading of document.headings) {
    known.add(heading.slug.toLowerCase())
    for (const slug of new Set(spellings(heading.text))) addNumbered(known, counts, slug)
    // Renderers differ in whether they strip markup before or after they make the anchor.
    const written = heading.inline.raw
    if (written !== heading.text) for (const slug of spellings(written)) known.add(slug)
  }
  return { known, complete: !includesOthers(document.lines) }
}

/** Repeated headings get a number behind a hyphen, or behind an underscore (Python-Markdown). */
function addNumbered(known: Set<string>, counts: Map<string, number>, slug: string): void {
  const count = counts.get(slug) ?? 0
  counts.set(slug, count + 1)
  known.add(count === 0 ? slug : `${slug}-${count}`)
  if (count > 0) known.add(`${slug}_${count}`)
}

/** GitHub and GitLab, without their numbering of repeated headings. */
function onForge(text: string): string[] {
  const github = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
    .replace(/ /g, '-')
  // GitLab makes runs of hyphens one; older versions of both cut hyphens at the ends.
  const trimmed = github.replace(/^-+|-+$/g, '')
  return [github, trimmed, trimmed.replace(/-{2,}/g, '-')]
}

function onSite(text: string): string[] {
  const lower = text.toLowerCase()
  // kramdown: everything before the first letter goes.
  const kramdown = lower
    .replace(/^[^a-z]+/, '')
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replace(/ /g, '-')
  // Redcarpet and Rails' parameterize: whatever is no letter or digit becomes one hyphen.
  const redcarpet = lower.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '')
  // Python-Markdown: spaces and hyphens become one hyphen, the rest goes.
  const python = lower
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/[\s-]+/g, '-')
  return [...onForge(text), kramdown, redcarpet, python]
}

/** Lines that pull in other files or loop over data: what they print has headings of its own. */
const INCLUDE =
  /<%[=-]?\s*(?:partial|render|yield|\w+\.each)|\{\{[<%]\s*(?:include|readfile|tabs?)\b|\{%-?\s*include|^\s*(?:--8<--|!include|:::\s*include|::include)/

function includesOthers(lines: readonly string[]): boolean {
  return lines.some((line) => INCLUDE.test(line))
}

/** A fragment as it is compared: lower case, without GitHub's prefix. */
export function normalFragment(fragment: string): string {
  return fragment.toLowerCase().replace(/^user-content-/, '')
}

/** Places that the renderer or the page's layout makes: the top, footnotes, lines of a file, a quoted text. */
const ELSEWHERE = /^(?:top|header|footer|content|main|toc|_toc_?)$|^(?:fn|fnref)[:\d-]|^l\d+(?:-l?\d+)?$|^:~:/

/** True when the fragment leads to a place of the page, or to one that no heading makes. */
export function hasAnchor(repository: Repository, page: Page, fragment: string): boolean {
  const wanted = normalFragment(fragment)
  if (wanted === '' || ELSEWHERE.test(wanted)) return true
  const { known, complete } = anchorsOf(repository, page)
  return !complete || known.has(wanted) || known.has(fragment)
}

/** The heading whose name says what the fragment was meant to say, if there is one such heading. */
export function nearestHeading(page: Page, fragment: string): Heading | undefined {
  const wanted = wordsOf(fragment)
  if (wanted.length === 0) return undefined
  const scored = page.document.headings.map((heading) => ({
    heading,
    score: likeness(wanted, wordsOf(heading.slug)),
  }))
  scored.sort((a, b) => b.score - a.score)
  const [best, second] = scored
  return best && best.score >= 0.5 && best.score > (second?.score ?? 0) ? best.heading : undefined
}

const wordsOf = (slug: string) =>
  slug
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/** Shared words (also as beginnings of each other: `log`, `logs`) over all words. */
function likeness(a: readonly string[], b: readonly string[]): number {
  const left = [...b]
  let shared = 0
  for (const word of a) {
    const at = left.findIndex((other) => alike(word, other))
    if (at < 0) continue
    shared++
    left.splice(at, 1)
  }
  return shared === 0 ? 0 : shared / (a.length + b.length - shared)
}

function alike(a: string, b: string): boolean {
  if (a === b) return true
  const short = Math.min(a.length, b.length)
  return short >= 3 && Math.abs(a.length - b.length) <= 3 && (a.startsWith(b) || b.startsWith(a))
}
