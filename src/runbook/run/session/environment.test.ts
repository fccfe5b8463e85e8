import { expect, test } from 'vitest'
import { inheritedEnvironment, variableProblem } from './environment.ts'

test('what steps inherit is listed', () => {
  const given = {
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    LC_x: '1',
    SECRET_TOKEN: 't',
    LD_PRELOAD: 'x',
    KUBECONFIG: 'k',
    MINE: 'm',
    UNSET: undefined,
  }
  expect(inheritedEnvironment(given)).toEqual({ PATH: '/bin', HOME: '/root', LC_ALL: 'C', KUBECONFIG: 'k' })
  expect(inheritedEnvironment(given, ['MINE', 'LD_PRELOAD', 'UNSET'])).toMatchObject({ MINE: 'm' })
  expect(inheritedEnvironment(given, ['LD_PRELOAD'])).not.toHaveProperty('LD_PRELOAD')
})

test('names that change what runs, that bash keeps, or that are none are refused', () => {
  const dangerous =
    'LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES BASH_ENV ENV BASH_FUNC_ls IFS PATH PS4 PROMPT_COMMAND SHELLOPTS NODE_OPTIONS PYTHONPATH PYTHONSTARTUP PERL5OPT RUBYOPT GIT_SSH_COMMAND GIT_EXEC_PATH PAGER EDITOR OPSBOOK_STEP_MARK OPSBOOK_SESSION_ID __ob_t'
  const owned = 'RANDOM UID PWD SHLVL _ LINENO FUNCNAME DIRSTACK'
  const none = ['', '1A', 'A B', 'A=B', 'A;B', 'a[0]', 'É', 'A\n', '$(x)', '-A', 'x'.repeat(200)]
  expect(
    [...dangerous.split(' '), ...owned.split(' '), ...none].filter((name) => variableProblem(name) === undefined),
  ).toEqual([])
  const fine = 'POD NAMESPACE OPSBOOK_PARAM_POD_NAME PGHOST PGPASSWORD AWS_PROFILE VAULT_TOKEN a _x Env IFSX LDAP_HOST'
  expect(fine.split(' ').filter((name) => variableProblem(name) !== undefined)).toEqual([])
})
