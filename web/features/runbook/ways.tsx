import type { ProcedureOutput, StepOutput } from '../../../src/http/contract.ts'
import type { RunSettings } from './run-settings.ts'

/** The platforms or options a procedure distinguishes. */
export function VariantButtons({ settings, procedure }: { settings: RunSettings; procedure: ProcedureOutput }) {
  if (procedure.variants.length === 0) return null
  return (
    <fieldset className="ways">
      <legend>Variant</legend>
      <div className="actions">
        {procedure.variants.map((variant) => (
          <button
            key={variant}
            type="button"
            className="button button-small"
            aria-pressed={settings.variants.includes(variant)}
            onClick={() => settings.toggleVariant(variant)}
          >
            {variant}
          </button>
        ))}
      </div>
    </fieldset>
  )
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
export const letterOf = (index: number): string => LETTERS[index] ?? String(index + 1)

/** The ways of a step of which exactly one is taken. */
export function WayButtons({ settings, step }: { settings: RunSettings; step: StepOutput }) {
  const chosen = settings.choices[step.id]
  return (
    <fieldset className="ways">
      <legend>{step.title}: which way?</legend>
      <div className="actions">
        {step.alternatives.map(({ title, line }, at) => (
          <button
            key={`${line} ${title}`}
            type="button"
            className="button button-small"
            aria-pressed={chosen === letterOf(at)}
            onClick={() => settings.choose(step.id, letterOf(at))}
          >
            {title}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
