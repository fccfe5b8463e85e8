/** "Can be handed to a new engineer": what to have ready, how to see that it worked, whom to call, who owns it. */
import type { BaselineInput, Claim, Evidence } from '../baseline.ts'
import { allSteps, changesSomething, evidence, judgedPages, type PlacedPage, procedures } from './evidence.ts'

/** The four parts of the claim, each judged for itself. */
export function handoverClaims(input: BaselineInput): Claim[] {
  return [prerequisites(input), verification(input), escalation(input), owner(input)]
}

const PREREQUISITES =
  /\b(?:prerequisites?|requirements?|before you (?:begin|start)|access (?:needed|required)|required (?:access|tools)|what you need)\b/i

function prerequisites({ book }: BaselineInput): Claim {
  const stated = judgedPages(book).flatMap((placed) => {
    const section = placed.page.document.sections.find(({ title }) => PREREQUISITES.test(title))
    const procedure = placed.page.procedures.find(({ prerequisites }) => prerequisites.length > 0)
    const line = section?.line ?? procedure?.line
    return line === undefined
      ? []
      : [evidence(placed, line, section?.title ?? `${procedure?.title}: ${procedure?.prerequisites[0]}`)]
  })
  return part('handover-prerequisites', 'A new engineer is told what to have ready', {
    proof: stated,
    broken: [],
    passed: stated.length > 0,
    summary:
      stated.length > 0
        ? `${stated.length} pages state prerequisites`
        : 'no page states prerequisites, access or tools',
  })
}

function verification({ book }: BaselineInput): Claim {
  const pagesWithHook = new Set(
    judgedPages(book)
      .filter(({ page }) => page.hooks.some(({ appliesTo }) => appliesTo === 'every-procedure'))
      .map(({ page }) => page),
  )
  const changing = procedures(book).filter(({ procedure }) => changesSomething(procedure))
  const verified = changing.filter(({ page, procedure }) => {
    const steps = allSteps(procedure.steps)
    return (
      procedure.verification.length > 0 ||
      pagesWithHook.has(page) ||
      steps.some(({ phase, expectations }) => phase === 'verification' || expectations.length > 0)
    )
  })
  const lacking = changing.filter((placed) => !verified.includes(placed))
  return part('handover-verification', 'A new engineer can see that it worked', {
    proof: verified.map((placed) => evidence(placed, placed.procedure.line, placed.procedure.title)),
    broken: lacking.map((placed) =>
      evidence(placed, placed.procedure.line, `nothing says whether it worked: ${placed.procedure.title}`),
    ),
    passed: changing.length > 0 && lacking.length === 0,
    summary:
      changing.length === 0
        ? 'there is no procedure that changes anything'
        : `${verified.length} of ${changing.length} procedures that change the system end with a check`,
  })
}

function escalation({ book }: BaselineInput): Claim {
  const proof = judgedPages(book).flatMap((placed) => {
    const { contacts, escalations, procedures } = placed.page
    const steps = procedures.find(({ escalation }) => escalation.length > 0)
    // A path to another document is written into contact tables too, but nobody answers there.
    const reachable = contacts.find(({ kind }) => kind !== 'path')
    const line = reachable?.line ?? escalations[0]?.line ?? steps?.line ?? sectionLine(placed, /\bescalat/i)
    return line === undefined
      ? []
      : [evidence(placed, line, reachable ? `${reachable.role}: ${reachable.contact}` : 'escalation')]
  })
  return part('handover-escalation', 'A new engineer knows whom to call', {
    proof,
    broken: [],
    passed: proof.length > 0,
    summary:
      proof.length > 0
        ? `${proof.length} pages name contacts or an escalation`
        : 'no page names a contact or an escalation',
  })
}

const sectionLine = ({ page }: PlacedPage, title: RegExp) =>
  page.document.sections.find((section) => title.test(section.title) && section.endLine > section.line)?.line

function owner({ book, demands }: BaselineInput): Claim {
  const pages = judgedPages(book)
  const owners = book.repositories.flatMap((repository) =>
    repository.artifacts
      .filter(({ file }) => /(?:^|\/)(?:CODEOWNERS|OWNERS)$/.test(file))
      .map(({ file }): Evidence => ({ repository: repository.root, file, line: 1, text: 'owners of the repository' })),
  )
  const named = pages.flatMap((placed) => {
    const { owner, lines } = placed.page.metadata
    return owner === undefined ? [] : [evidence(placed, lines.owner ?? placed.page.titleLine, `owner: ${owner}`)]
  })
  const covered = demands.owner !== undefined || owners.length > 0 || named.length === pages.length
  const unnamed = covered ? [] : pages.filter(({ page }) => page.metadata.owner === undefined)
  return part('handover-owner', 'Every page has an owner', {
    proof: [...owners, ...named],
    broken: unnamed.map((placed) => evidence(placed, placed.page.titleLine, `no owner: ${placed.page.title}`)),
    passed: pages.length > 0 && covered,
    summary:
      demands.owner !== undefined
        ? `opsbook.yaml names ${demands.owner}`
        : owners.length > 0
          ? `${owners[0]!.file} names owners`
          : `${named.length} of ${pages.length} pages name an owner`,
  })
}

const part = (id: string, claim: string, rest: Pick<Claim, 'proof' | 'broken' | 'passed' | 'summary'>): Claim => ({
  id,
  claim,
  ...rest,
})
