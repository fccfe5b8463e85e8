import { useEffect, useState } from 'react'
import { goWith } from '../../app/place.ts'
import { type IncidentFilter, KINDS, SEVERITIES, SHOWN } from './incident-filter.ts'

export function IncidentFilters({ filter }: { filter: IncidentFilter }) {
  return (
    <form className="list-filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>Show</span>
        <select
          value={filter.show}
          onChange={({ target }) => goWith({ show: target.value === 'active' ? undefined : target.value })}
        >
          {SHOWN.map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Choice name="severity" label="Severity" value={filter.severity} choices={SEVERITIES} />
      <Choice name="kind" label="Kind" value={filter.kind} choices={KINDS} />
      <Service value={filter.service ?? ''} />
    </form>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly value: string | undefined
  readonly choices: readonly string[]
}

const Choice = ({ name, label, value, choices }: ChoiceProps) => (
  <label>
    <span>{label}</span>
    <select value={value ?? ''} onChange={({ target }) => goWith({ [name]: target.value })}>
      <option value="">Any</option>
      {choices.map((each) => (
        <option key={each}>{each}</option>
      ))}
    </select>
  </label>
)

function Service({ value }: { value: string }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const take = () => goWith({ service: text.trim() })
  return (
    <label>
      <span>Service</span>
      <input
        type="search"
        value={text}
        autoComplete="off"
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take()
        }}
      />
    </label>
  )
}
