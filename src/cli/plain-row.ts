/** One record of `--plain`: fields separated by tabs. A tab, line break or control inside a field is shown, not obeyed. */
export const plainRow = (fields: readonly (string | number)[], show: (text: string) => string): string =>
  fields.map((field) => show(String(field))).join('\t')
