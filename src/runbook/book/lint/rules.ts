import { alertLinked } from './alert-linked.ts'
import { alertSections } from './alert-sections.ts'
import { alternativesInScript } from './alternatives-in-script.ts'
import { automationCandidate } from './automation-candidate.ts'
import { commandGrammar } from './command-grammar.ts'
import { contactResolves } from './contact-resolves.ts'
import { deprecatedCommand } from './deprecated-command.ts'
import { destructiveCommand } from './destructive-command.ts'
import { destructiveUnguarded } from './destructive-unguarded.ts'
import { disableUnknownRule } from './disable-unknown-rule.ts'
import { disableWithoutReason } from './disable-without-reason.ts'
import { duplicateProcedure } from './duplicate-procedure.ts'
import { expectedOutputCoverage } from './expected-output-coverage.ts'
import { fenceIntegrity } from './fence-integrity.ts'
import { fenceLanguage } from './fence-language.ts'
import { fenceLanguageWrong } from './fence-language-wrong.ts'
import { flowMismatch } from './flow-mismatch.ts'
import { frontMatterUnread } from './front-matter-unread.ts'
import { hardCodedInstance } from './hard-coded-instance.ts'
import { indexInSync } from './index-in-sync.ts'
import { insecureFlag } from './insecure-flag.ts'
import { interactive } from './interactive.ts'
import { invisibleCharacters } from './invisible-characters.ts'
import { kubeContext } from './kube-context.ts'
import { lifecycleMarker } from './lifecycle-marker.ts'
import { limitsStated } from './limits-stated.ts'
import { linkAnchor } from './link-anchor.ts'
import { linkTarget } from './link-target.ts'
import { moduleMissing } from './module-missing.ts'
import { nestingTooDeep } from './nesting-too-deep.ts'
import { noVerify } from './no-verify.ts'
import { orderOfEvidence } from './order-of-evidence.ts'
import { owner } from './owner.ts'
import { pageClaims } from './page-claims.ts'
import { pathMissing } from './path-missing.ts'
import { personalPath } from './personal-path.ts'
import { placeholderUndeclared } from './placeholder-undeclared.ts'
import { prerequisites } from './prerequisites.ts'
import { promptNoise } from './prompt-noise.ts'
import { reviewOverdue } from './review-overdue.ts'
import type { Rule } from './rule.ts'
import { scheduleVsObjective } from './schedule-vs-objective.ts'
import { severityScale } from './severity-scale.ts'
import { shellSyntax } from './shell-syntax.ts'
import { sloArithmetic } from './slo-arithmetic.ts'
import { stepListRestart } from './step-list-restart.ts'
import { stepListSplit } from './step-list-split.ts'
import { stepWithoutCommand } from './step-without-command.ts'
import { symptomEntry } from './symptom-entry.ts'
import { templateResidue } from './template-residue.ts'
import { thresholdConflict } from './threshold-conflict.ts'
import { timeBudget } from './time-budget.ts'
import { titleCommandMismatch } from './title-command-mismatch.ts'
import { todo } from './todo.ts'
import { unboundedWait } from './unbounded-wait.ts'
import { unguardedExpansion } from './unguarded-expansion.ts'
import { unusedDisable } from './unused-disable.ts'
import { vagueStep } from './vague-step.ts'
import { varUndefined } from './var-undefined.ts'
import { verifiedStale } from './verified-stale.ts'

/** Every rule, sorted by its code. A new rule is one file and one line here. */
export const rules: readonly Rule[] = [
  fenceIntegrity, // RB101
  stepListSplit, // RB102
  stepListRestart, // RB103
  fenceLanguage, // RB105
  fenceLanguageWrong, // RB106
  shellSyntax, // RB107
  promptNoise, // RB108
  lifecycleMarker, // RB110
  frontMatterUnread, // RB111
  nestingTooDeep, // RB112
  varUndefined, // RB201
  placeholderUndeclared, // RB202
  interactive, // RB203
  kubeContext, // RB204
  commandGrammar, // RB205
  deprecatedCommand, // RB206
  insecureFlag, // RB207
  invisibleCharacters, // RB208
  hardCodedInstance, // RB209
  personalPath, // RB210
  unguardedExpansion, // RB212
  destructiveUnguarded, // RB301
  destructiveCommand, // RB302
  noVerify, // RB304
  expectedOutputCoverage, // RB305
  vagueStep, // RB306
  unboundedWait, // RB307
  owner, // RB401
  contactResolves, // RB403
  verifiedStale, // RB404
  reviewOverdue, // RB405
  todo, // RB407
  templateResidue, // RB408
  severityScale, // RB410
  symptomEntry, // RB411
  automationCandidate, // RB412
  alertSections, // RB413
  alertLinked, // RB414
  limitsStated, // RB415
  prerequisites, // RB416
  linkTarget, // RB501
  linkAnchor, // RB502
  indexInSync, // RB503
  pathMissing, // RB510
  moduleMissing, // RB511
  thresholdConflict, // RB601
  sloArithmetic, // RB602
  timeBudget, // RB603
  scheduleVsObjective, // RB604
  duplicateProcedure, // RB605
  stepWithoutCommand, // RB606
  orderOfEvidence, // RB607
  titleCommandMismatch, // RB608
  alternativesInScript, // RB609
  pageClaims, // RB610
  flowMismatch, // RB611
  unusedDisable, // RB901
  disableWithoutReason, // RB902
  disableUnknownRule, // RB903
]
