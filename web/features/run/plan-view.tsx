import type { Plan, PlannedStep } from '../../../src/http/contract.ts'
import { Status } from '../../ui/status.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import { riskWord } from '../runbook/risk-words.ts'
import './run.css'

/** What exactly runs: commands, where, as whom, with which variables, at which risk, after whose word. */
export function PlanView({ plan }: { plan: Plan }) {
  const { tone, word } = riskWord(plan.risk)
  return (
    <div className="plan">
      <dl className="facts">
        <dt>Plan</dt>
        <dd className="hash" title={plan.hash}>
          {plan.hash.slice(0, 12)}
        </dd>
        <dt>Page</dt>
        <dd>
          {visibleText(plan.page)}
          {plan.procedure ? `, line ${plan.procedure.line}` : ''}
        </dd>
        <dt>Where</dt>
        <dd>{plan.targets.length === 0 ? HERE : plan.targets.map(whereWords).join('; ')}</dd>
        <dt>Risk</dt>
        <dd>
          <Status tone={tone}>{word}</Status>
        </dd>
        {plan.timeBound ? (
          <>
            <dt>Promised</dt>
            <dd>{visibleText(plan.timeBound.text)}</dd>
          </>
        ) : null}
        {plan.inherits && plan.inherits.length > 0 ? (
          <>
            <dt>Inherits</dt>
            <dd>
              <code>{plan.inherits.join(' ')}</code>
            </dd>
          </>
        ) : null}
        {plan.parameters.map((parameter) => (
          <Parameter key={parameter.name} parameter={parameter} />
        ))}
      </dl>
      {plan.prerequisites.length > 0 ? (
        <>
          <h3>First</h3>
          <ul>
            {plan.prerequisites.map((each) => (
              <li key={each}>{visibleText(each)}</li>
            ))}
          </ul>
        </>
      ) : null}
      {plan.steps.map((step, at) => (
        <PlanStep key={step.id} step={step} label={`${at + 1}`} />
      ))}
      {plan.rollback.length > 0 ? <h3>On request, to take it back</h3> : null}
      {plan.rollback.map((step, at) => (
        <PlanStep key={step.id} step={step} label={`R${at + 1}`} />
      ))}
      {plan.notices.map((notice) => (
        <p key={notice} className="note">
          {visibleText(notice)}
        </p>
      ))}
    </div>
  )
}

const HERE = 'the machine of the runner, as the user it runs as'

const whereWords = ({ name, kind, address, user }: Plan['targets'][number]): string =>
  kind === 'local' ? HERE : `${name}: ${kind} ${address ?? name}, as ${user ?? 'the user that is usual there'}`

function Parameter({ parameter }: { parameter: Plan['parameters'][number] }) {
  const { name, value, secret, reference, capturedBy, origin } = parameter
  const shown =
    capturedBy !== undefined
      ? 'from the output of an earlier step'
      : secret
        ? `a secret${reference === undefined ? '' : ` (${reference})`}`
        : `${visibleText(value ?? '')}${origin === 'alert' ? ' (from the alert)' : origin === 'default' ? ' (as the page says)' : ''}`
  return (
    <>
      <dt>{name}</dt>
      <dd>{shown}</dd>
    </>
  )
}

const CONSENT: Readonly<Record<PlannedStep['consent']['interactive'], string>> = {
  runs: 'runs by itself',
  asks: 'asks first',
  stops: 'the run stops before it',
  skips: 'is left out',
}

function PlanStep({ step, label }: { step: PlannedStep; label: string }) {
  const { tone, word } = riskWord(step.risk)
  const { approval } = step
  return (
    <section className="plan-step">
      <h3>
        {label}. {visibleText(step.title)}{' '}
        {step.commands.length > 0 ? <Status tone={tone}>{word}</Status> : <Status tone="quiet">by hand</Status>}
      </h3>
      {step.caution === undefined ? null : <p className="note note-warning">{visibleText(step.caution)}</p>}
      {step.commands.length > 0 ? (
        <pre className="step-commands">{step.commands.map(({ execute }) => visibleText(execute)).join('\n')}</pre>
      ) : null}
      <dl className="facts">
        <dt>Line</dt>
        <dd>
          {step.line} · {CONSENT[step.consent.interactive]} · at most {step.timeoutSeconds} s
        </dd>
        {step.environment.length > 0 ? (
          <>
            <dt>Variables</dt>
            <dd>
              <code>{step.environment.join(' ')}</code>
            </dd>
          </>
        ) : null}
        {step.reasons.length > 0 ? (
          <>
            <dt>Why this risk</dt>
            <dd>{visibleText(step.reasons.join('; '))}</dd>
          </>
        ) : null}
        {step.expectations.map(({ expectation }) => (
          <Expected key={`${expectation.line} ${expectation.text}`} text={expectation.text} />
        ))}
        {approval ? (
          <>
            <dt>Approval</dt>
            <dd>
              {approval.count === 1 ? 'one person' : `${approval.count} people`}
              {approval.of.length > 0 ? ` of ${approval.of.join(' or ')}` : ''}
              {approval.twoPerson ? ', not whoever asks for the run' : ''}
            </dd>
          </>
        ) : null}
      </dl>
      {(step.alternatives ?? []).map((way) => (
        <details key={way.key}>
          <summary>
            Way {way.key}: {visibleText(way.title)}
          </summary>
          {way.steps.map((inner, at) => (
            <PlanStep key={inner.id} step={inner} label={`${label}${way.key}${at + 1}`} />
          ))}
        </details>
      ))}
    </section>
  )
}

function Expected({ text }: { text: string }) {
  return (
    <>
      <dt>Success</dt>
      <dd>
        <code>{visibleText(text)}</code>
      </dd>
    </>
  )
}
