import type { Matcher } from '../../../src/http/contract.ts'
import { Icon } from '../../ui/icon.tsx'

export interface MatcherFieldsProps {
  readonly matchers: readonly Matcher[]
  readonly onChange: (matchers: readonly Matcher[]) => void
}

const OPERATORS: readonly (readonly [Matcher['operator'], string])[] = [
  ['=', 'is'],
  ['!=', 'is not'],
  ['=~', 'fits the pattern'],
  ['!~', 'does not fit the pattern'],
]

/** Conditions on labels, one a line. */
export function MatcherFields({ matchers, onChange }: MatcherFieldsProps) {
  const change = (at: number, to: Partial<Matcher>) =>
    onChange(matchers.map((each, index) => (index === at ? { ...each, ...to } : each)))
  return (
    <fieldset className="choice">
      <legend>Alerts with</legend>
      {matchers.map((matcher, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place only.
        <div key={at} className="matcher">
          <input
            aria-label={`Label of condition ${at + 1}`}
            value={matcher.name}
            placeholder="label"
            maxLength={500}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => change(at, { name: target.value })}
          />
          <select
            aria-label={`Comparison of condition ${at + 1}`}
            value={matcher.operator}
            onChange={({ target }) => change(at, { operator: target.value as Matcher['operator'] })}
          >
            {OPERATORS.map(([operator, words]) => (
              <option key={operator} value={operator}>
                {words}
              </option>
            ))}
          </select>
          <input
            aria-label={`Value of condition ${at + 1}`}
            value={matcher.value}
            placeholder="value"
            maxLength={10_000}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => change(at, { value: target.value })}
          />
          <button
            type="button"
            className="button-icon"
            aria-label={`Leave out condition ${at + 1}`}
            disabled={matchers.length === 1}
            onClick={() => onChange(matchers.filter((_, index) => index !== at))}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button
        type="button"
        className="button button-small"
        onClick={() => onChange([...matchers, { name: '', operator: '=', value: '' }])}
      >
        <Icon name="plus" /> And
      </button>
    </fieldset>
  )
}
