/**
 * Puts values in place of `${NAME}`, each place once and only for the names that are given: what the author wrote himself
 * stays, and what looks like a place within a value is none. The plan has made sure that the values fit.
 */
export const fillVariables = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{([A-Za-z_]\w*)\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? variables[name]! : whole,
  )
