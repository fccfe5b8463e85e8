import type { RunbookPage } from '../../../src/http/contract.ts'
import { Choice, Field } from '../../ui/field.tsx'
import type { RunSettings } from './run-settings.ts'

type Parameter = RunbookPage['parameters'][number]

/** Values that steps need, as typed fields; what an alert gave says so. Never a piece of a command. */
export function ParameterFields({ settings, names }: { settings: RunSettings; names?: ReadonlySet<string> }) {
  const shown = settings.page.parameters.filter(({ name }) => names?.has(name) ?? true)
  if (shown.length === 0) return null
  return (
    <fieldset className="parameters">
      <legend>Values for the steps</legend>
      {shown.map((parameter) => (
        <ParameterField key={parameter.name} parameter={parameter} settings={settings} />
      ))}
    </fieldset>
  )
}

function ParameterField({ parameter, settings }: { parameter: Parameter; settings: RunSettings }) {
  const { name, type, options, secret, pattern } = parameter
  const value = settings.values[name]
  const about = aboutOf(parameter, settings)
  const change = (text: string) => settings.setValue(name, text)
  if (secret)
    return (
      <Field
        label={name}
        about="A secret is never typed here. Say where the runner finds it: env:NAME or file:/path"
        placeholder="env:NAME"
        value={value?.text ?? ''}
        error={
          value && !/^(?:env:[A-Za-z_]\w*|file:.+|)$/.test(value.text) ? 'Write env:NAME or file:/path' : undefined
        }
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => change(target.value)}
      />
    )
  const closed = type === 'boolean' ? ['true', 'false'] : type === 'list' ? null : options
  if (closed)
    return (
      <Choice
        label={`${name}${about === undefined ? '' : ` (${about})`}`}
        value={value?.text ?? ''}
        onChange={change}
        options={[{ value: '', label: 'not chosen' }, ...closed.map((each) => ({ value: each, label: each }))]}
      />
    )
  return (
    <Field
      label={name}
      about={about}
      value={value?.text ?? ''}
      inputMode={type === 'integer' || type === 'number' ? 'numeric' : type === 'url' ? 'url' : 'text'}
      title={pattern ?? undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      onChange={({ target }) => change(target.value)}
    />
  )
}

function aboutOf({ name, description, text, type }: Parameter, { values }: RunSettings): string | undefined {
  const value = values[name]
  const from =
    value?.from === 'alert'
      ? `from the alert${value.label === undefined ? '' : `, label ${value.label}`}${value.isUnsure ? '; look whether it fits' : ''}`
      : value?.from === 'page'
        ? 'as the page says'
        : undefined
  const parts = [description ?? (text === name ? undefined : text), type === 'string' ? undefined : type, from]
  return parts.filter((part) => part !== undefined).join(' · ') || undefined
}
