import type { Section } from '../document.ts'
import { platformNamed } from './comment-line.ts'
import { bareTitle, isPhase, type Part, partOf } from './phase-words.ts'

/**
 * What a heading is for. `part`: a part of the procedure around it; `step` and `phase`: numbered pieces of one;
 * `variant`: one of several ways; `reference`: never something to carry out; `named`: may be a procedure itself.
 */
export type SectionRole = 'part' | 'step' | 'phase' | 'variant' | 'reference' | 'named'

const REFERENCE =
  /^(?:table of contents|contents|toc|quick access|quick links?|documentation structure|related (?:documentation|documents?|runbooks?|links?|pages?|resources?|alerts?)|references?|additional resources|further reading|external links|resources|links|see also|next steps|best practices|operational best practices|glossary|appendix.*|document history|change ?log|revision history|version history|history|emergency contacts?.*|contacts?|support(?: and contacts)?|key contacts|on-?call contacts?|contact information|contributing|license|authors?|acknowledge?ments?|overview|introduction|about|purpose|scope|background|summary|incident classification|severity (?:levels?|classifications?|definitions?)|dashboards?.*|metrics reference|(?:key )?metrics(?: reference| overview)?|useful (?:commands|links)|common commands|quick reference.*|command reference|cheat ?sheet|useful commands.*|examples?|usage examples?|architecture.*|known limitations?.*|faq|frequently asked questions|notes?|statistics|evidence|deliverables|status|acceptance criteria.*|decision trees?|escalation matrix|alert rules?|automation candidates?|automation opportunities|runbook index|index|how to use (?:this|the) .*)$/

const STEP = /^step\s+\d+(?:\.\d+)*\b/i
const CHECK = /^check\s+\d+\b/i
const PHASE = /^(?:phase|stage)\s+\d+\b/i
const VARIANT = /^(?:option|scenario|variant|alternative|approach|method|case)\s+(?:[A-Z]|\d+)\b|^via\s+\S/i

/** The role of a heading from its words and from what stands around it. */
export function sectionRole(section: Section): SectionRole {
  const bare = bareTitle(section.title)
  // The title of a page names the whole, even where it is a word like "Runbook" or "Troubleshooting".
  if (section.level === 1 && section.parent?.children.length === 1) return 'named'
  if (STEP.test(bare) || CHECK.test(bare)) return 'step'
  if (PHASE.test(bare)) return 'phase'
  // "Scenario A" below "Resolution" is one of several ways; a "Scenario 1" of its own is a procedure.
  if (VARIANT.test(bare) && (isWay(bare) || insidePart(section))) return 'variant'
  if (isPlatformVariant(section)) return 'variant'
  if (REFERENCE.test(bare)) return 'reference'
  if (partOf(section.title) !== undefined) return 'part'
  return 'named'
}

const isWay = (bare: string) => /^(?:option|alternative|method|approach|via)\b/i.test(bare)

/** "Docker" beside "Kubernetes", below a part or a step of a procedure: one of them is carried out. */
function isPlatformVariant(section: Section): boolean {
  const platform = platformNamed(section.title)
  const { parent } = section
  if (platform === undefined || !parent?.heading) return false
  if (partOf(parent.title) === 'prerequisite') return false
  if (!insidePart(section) && !STEP.test(bareTitle(parent.title)) && !PHASE.test(bareTitle(parent.title))) return false
  return parent.children.some((each) => ![undefined, platform].includes(platformNamed(each.title)))
}

function insidePart(section: Section): boolean {
  const parent = section.parent
  return parent?.heading !== undefined && isPhase(partOf(parent.title))
}

/** The part a heading opens, for sections whose role is `part`. */
export const sectionPart = (section: Section): Part | undefined => partOf(section.title)

/** Sections below a heading like "Decision Trees" are decisions, not procedures. */
export function insideDecisionTree(section: Section): boolean {
  for (let at: Section | undefined = section; at?.heading; at = at.parent) {
    if (/\bdecision trees?\b/i.test(at.title)) return true
  }
  return false
}
