import type { Document } from '../document.ts'
import type { PageKind, Procedure, Symptom } from '../page.ts'
import { bareTitle } from './phase-words.ts'

interface PageFacts {
  title: string
  procedures: readonly Procedure[]
  symptoms: readonly Symptom[]
}

const ALERT_SECTIONS = ['meaning', 'impact', 'diagnosis', 'mitigation']
const MOVED =
  /\b(?:has been moved|has moved|was moved|moved to|this page (?:is|was) (?:moved|replaced)|redirect(?:s|ed)? to|superseded by)\b/i

/**
 * What kind of page this is. Rules ask this first: most false findings come from judging an index or a moved page as
 * if it were a runbook. Order matters: the most telling signs come first.
 */
export function pageKind(document: Document, facts: PageFacts): PageKind {
  const name = fileStem(document.file)
  const title = facts.title.toLowerCase()
  const words = `${name} ${title}`
  if (isRedirect(document)) return 'redirect'
  if (isTemplate(document, words)) return 'template'
  if (/\bpost-?mortem|\bpir\b|incident[- _]report\b/.test(words)) return 'postmortem'
  if (/\b(?:drill|simulation|game ?day|tabletop|fire ?drill|dry[- _]run)\b/.test(words)) return 'drill'
  if (isAlertRunbook(document, facts.title)) return 'alert-runbook'
  if (isIndex(document, name)) return 'index'
  if (
    /\bincident[- _](?:response|management|policy|procedures?|process|classification)|\bescalation|\bon-?call\b|\bseverit/.test(
      words,
    )
  ) {
    return 'incident-policy'
  }
  if (/troubleshoot|common[- _](?:issues|problems)|known[- _]issues|debugging|\bfaq\b/.test(words))
    return 'troubleshooting'
  if (
    /runbook|playbook|\bsop\b|procedure|recovery|rollback|restart|restore|backup|maintenance|failover|migration|upgrade|startup|shutdown/.test(
      words,
    )
  ) {
    return 'runbook'
  }
  if (facts.symptoms.length >= 5 && facts.symptoms.length > facts.procedures.length) return 'troubleshooting'
  if (
    /^operations?$|service[- _]overview|\boverview\b|architecture/.test(name) ||
    /\boperations?\b|\boverview\b/.test(title)
  ) {
    return 'service-overview'
  }
  return facts.procedures.length > 0 ? 'runbook' : 'reference'
}

const fileStem = (file: string) =>
  file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/\.(?:html\.)?(?:md|markdown)(?:\.erb)?$|\.txt$/i, '')
    .toLowerCase()

/** A page of a few lines that sends its reader elsewhere. */
function isRedirect(document: Document): boolean {
  if (typeof document.frontMatter?.data.redirect_to === 'string') return true
  if (document.fences.length > 0 || document.headings.length > 2 || document.lines.length > 30) return false
  const text = document.inlines.map((inline) => inline.text).join(' ')
  return text.length < 600 && MOVED.test(text) && document.inlines.some((inline) => inline.links.length > 0)
}

function isTemplate(document: Document, words: string): boolean {
  if (/\btemplate\b/.test(words) && !/\btemplates\b/.test(words)) return true
  const defined = new Set(
    [...document.text.matchAll(/^ {0,3}\[([^\]\n]{1,100})\]:/gm)].map((match) => match[1]!.toLowerCase()),
  )
  const found = document.text.match(/\[[A-Z][A-Za-z0-9 /'-]{2,40}\](?![([:])/g) ?? []
  const brackets = found.filter((bracket) => !defined.has(bracket.slice(1, -1).toLowerCase())).length
  const commands = document.fences.filter((fence) => /^(?:bash|sh|shell|console)$/.test(fence.language)).length
  return brackets >= 12 && brackets > commands * 4
}

function isAlertRunbook(document: Document, title: string): boolean {
  const bare = new Set(document.headings.map((heading) => bareTitle(heading.text)))
  const sections = ALERT_SECTIONS.filter((section) => bare.has(section)).length
  if (sections >= 3) return true
  const alertName = /^(?:\[\w+\]\s*)?[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*){1,}$/.test(title.trim())
  return alertName && (sections >= 1 || /(?:^|\/)(?:alerts?|runbooks?)\//i.test(document.file))
}

/** Mostly links to other pages: what a reader opens to go on. */
function isIndex(document: Document, name: string): boolean {
  const items = document.blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))
  const linked = items.filter((item) => item.inline.links.some((link) => !/^(?:[a-z]+:|#)/i.test(link.href))).length
  if (/^readme$/.test(name)) return linked >= 3 || document.fences.length === 0
  if (/^(?:index|_index|home|summary)$/.test(name)) return linked >= 3 && linked * 2 > items.length
  return linked >= 5 && linked * 2 > items.length && document.fences.length === 0
}
