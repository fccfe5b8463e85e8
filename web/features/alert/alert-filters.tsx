import { useEffect, useState } from 'react'
import { goWith } from '../../app/place.ts'
import { type AlertFilter, GROUPINGS, SEVERITIES, STATES } from './alert-filter.ts'

/** What the list shows. Each choice goes into the address. */
export function AlertFilters({ filter }: { filter: AlertFilter }) {
  return (
    <form className="list-filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>Show</span>
        <select
          value={filter.state}
          onChange={({ target }) => goWith({ state: target.value === 'firing' ? undefined : target.value })}
        >
          {STATES.map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Severity</span>
        <select value={filter.severity ?? ''} onChange={({ target }) => goWith({ severity: target.value })}>
          <option value="">Any</option>
          {SEVERITIES.map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label>
        <span>Group by</span>
        <select value={filter.by ?? ''} onChange={({ target }) => goWith({ by: target.value })}>
          <option value="">Nothing</option>
          {[...new Set([...GROUPINGS, ...(filter.by ? [filter.by] : [])])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <Conditions value={filter.filter ?? ''} />
    </form>
  )
}

function Conditions({ value }: { value: string }) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const take = () => goWith({ filter: text.trim() })
  return (
    <label className="list-filters-wide">
      <span>Labels</span>
      <input
        type="search"
        value={text}
        placeholder={'alertname or team="shop"'}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setText(target.value)}
        onBlur={take}
        onKeyDown={({ key }) => {
          if (key === 'Enter') take()
        }}
      />
    </label>
  )
}
