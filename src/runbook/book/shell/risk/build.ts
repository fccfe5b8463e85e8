import type { ProgramRule, RiskTable, Verdict } from '../risk-rule.ts'
import { changes, destroys, dryRun, reads, readsAs, unlisted, unsure } from '../risk-rule.ts'

const install = changes('changes the installed packages')
const ownCode = unsure("runs the project's own code")
const output = changes('writes build output')
const repl = unsure('opens a session to type into', 'interactive')

/** A language's interpreter: a script is judged by its name, code on the command line is not judged at all. */
function interpreter(valued: string, code: string): ProgramRule {
  return {
    verdict: reads,
    valued: `${valued} ${code}`.trim(),
    bare: repl,
    input: 'code',
    runs: [{ skip: 0, script: true }],
    options: code === '' ? [] : [{ option: code, ...unsure('runs code given in the command') }],
  }
}

const packageVerbs: Readonly<Record<string, Verdict>> = {
  'list|show|search|policy|info|depends|rdepends|check-update|history|repolist|provides|why|outdated|leaves|deps|doctor|changelog|status|services list|madison|updateinfo|version|versions|changes':
    reads,
  'purge|autopurge|remove --purge': destroys('removes packages and their configuration'),
}

/** Package managers, build tools, interpreters. */
export const build: RiskTable = {
  'apt|apt-get|aptitude|apk': {
    verdict: install,
    valued: '-t -o -c -p -X --root --target-release --repository',
    verbs: packageVerbs,
    options: [
      dryRun('--dry-run --simulate -s --just-print --recon --no-act'),
      {
        option: '-c -o',
        verb: 'list|show|search|policy|info|depends',
        ...unsure('takes settings that may run commands'),
      },
    ],
  },
  'yum|dnf|zypper|microdnf|tdnf': {
    verdict: install,
    valued: '-c -x --root --installroot --releasever --repo --enablerepo --disablerepo --setopt --config --exclude',
    verbs: {
      ...packageVerbs,
      'history list|history info': reads,
      'history undo|history redo|history rollback|history userinstalled|history new|history sync': install,
    },
    options: [dryRun('--assumeno'), { ...dryRun('--dry-run -D'), verb: 'install|remove|update|patch' }],
  },
  pacman: {
    verdict: install,
    options: [{ option: '-Q --query', ...reads, replaces: true }],
  },
  'brew|snap|flatpak|port|pkg|choco|winget|rpm-ostree': {
    verdict: install,
    verbs: { ...packageVerbs, config: unsure('shows or changes settings') },
    options: [{ ...dryRun('--dry-run'), verb: 'install|upgrade|uninstall|cleanup|autoremove' }],
  },
  'nix-env': { verdict: install, options: [{ option: '-q --query', ...reads, replaces: true }] },
  'apt-cache|apt-file|dpkg-query|rpmquery|repoquery': reads,
  'apt-mark|apt-key|add-apt-repository|dpkg-reconfigure|update-alternatives|alternatives|softwareupdate':
    changes('changes the package settings'),
  dpkg: {
    verdict: install,
    options: [
      {
        option:
          '-l --list -s --status -S --search -L --listfiles -c --contents -I --info -p --print-architecture --get-selections',
        ...reads,
        replaces: true,
      },
      { option: '-P --purge', ...destroys('removes a package and its configuration') },
      {
        option:
          '-i --install -r --remove --unpack --configure --set-selections --clear-selections --triggers-only --add-architecture --remove-architecture --update-avail --merge-avail -A',
        ...install,
      },
    ],
  },
  rpm: {
    verdict: install,
    options: [
      { option: '-q -V --query --verify -K --checksig', ...reads, replaces: true },
      { option: '-U -F -e --install --upgrade --freshen --erase --import --initdb --rebuilddb', ...install },
      {
        option: '--eval -E --pipe --define -D --load --rcfile --macros',
        ...unsure('takes settings that may run commands'),
      },
    ],
  },
  'pip|pip3|pipx|uv|poetry|pipenv|conda|mamba|hatch|rye|pdm': {
    verdict: unlisted,
    valued: '--with --python --directory --project --extra --group --env-file -p -C -r -e -c -i --index-url -n',
    verbs: {
      'list|show|freeze|check|search|index|version|about|info|env info|env list|config list|tree|pip list|pip show|pip freeze|pip check|pip tree|python list|python find|tool list|cache dir|debug|help|inspect':
        reads,
      'install|uninstall|add|remove|update|upgrade|sync|lock|download|wheel|inject|init|new|create|venv|build|publish|compile|self|tool install|tool upgrade|cache clean|cache purge|clean|export':
        install,
      'pip install|pip uninstall|pip sync|pip compile|python install|python pin|env use|env create|env remove': install,
      'run|tool run|x|exec|run-script': readsAs("works in the project's environment"),
      shell: repl,
    },
    runs: [
      { verb: 'run', dashes: true, skip: 1 },
      { verb: 'tool run', skip: 2 },
    ],
  },
  'npx|bunx|uvx|pnpx': {
    verdict: unsure('may install what it runs'),
    valued: '-p --package -c --call --from --with --python',
    runs: [{ skip: 0 }],
  },
  'npm|pnpm|yarn|bun': {
    verdict: ownCode,
    valued: '--prefix -C --dir --cwd --filter -w --workspace',
    verbs: {
      'ls|list|ll|outdated|view|info|show|audit|why|explain|doctor|config get|config list|root|prefix|bin|whoami|ping|pack --dry-run|fund|search|licenses|query':
        reads,
      'install|i|ci|add|remove|uninstall|rm|update|upgrade|up|dedupe|prune|link|unlink|rebuild|init|create|import|global add|cache clean|cache verify|config set|set|audit fix|pack|version|config delete|config edit|cache|store|pkg|shrinkwrap':
        install,
      'publish|deprecate|dist-tag|owner|login|logout': changes('changes the package registry'),
      unpublish: destroys('removes a package from the registry'),
      'test|t|start|run test|run lint': ownCode,
      'exec|dlx|x': unsure('may install what it runs'),
    },
    runs: [
      { verb: 'exec', dashes: true, skip: 1 },
      { verb: 'dlx', skip: 1 },
      { verb: 'x', skip: 1 },
    ],
    judge: ({ operands }) => (operands[0]?.value === 'run' ? ownCode : undefined),
  },
  'gem|bundle|bundler|cpan|cpanm|composer|luarocks|opam|cabal|stack|nuget|dotnet|pod|vcpkg': {
    verdict: unlisted,
    verbs: {
      'list|show|info|outdated|check|search|why|licenses|version|which|contents|environment|--info|nuget list|env info|env':
        reads,
      'install|update|add|remove|uninstall|lock|clean|require|build|push|publish|config|init|cleanup|restore|package|pack|tool install|new|upgrade':
        install,
      exec: readsAs("works in the project's environment"),
      'run|test|watch': ownCode,
      console: repl,
    },
    runs: [{ verb: 'exec', skip: 1 }],
  },
  cargo: {
    verdict: unlisted,
    valued: '-p --package --features --target --manifest-path --bin --example --test',
    verbs: {
      'tree|search|metadata|verify-project|version|outdated|locate-project|read-manifest|pkgid|info': reads,
      'audit|deny': unsure('checks, and mends where it is told to'),
      'build|b|check|c|clippy|doc|fmt|clean|fix|install|uninstall|update|add|remove|new|init|vendor|package|generate-lockfile|fetch':
        output,
      'publish|yank|login|owner': changes('changes the package registry'),
      'run|r|test|t|bench|nextest|llvm-cov|tarpaulin|fuzz': ownCode,
    },
  },
  go: {
    verdict: unlisted,
    longDash: true,
    options: [
      { option: '-w -u -fix', ...changes('changes settings or files') },
      { option: '-toolexec -vettool -exec -overlay', ...unsure('runs a program that its options name') },
    ],
    verbs: {
      'version|env|list|doc|vet|mod graph|mod why|mod verify|help': reads,
      'build|install|get|fmt|generate|clean|mod tidy|mod download|mod vendor|mod init|mod edit|work|fix': output,
      'run|test': ownCode,
      tool: unsure('runs one of the tools of Go'),
    },
  },
  'rebar3|mix|elixir|iex|erl|erlc|escript|gleam': {
    verdict: ownCode,
    verbs: {
      'compile|clean|release|tar|get-deps|upgrade|unlock|deps.get|deps.compile|deps.update|deps.clean|local.hex|escriptize|as|new|format|docs|fmt|lock|plugins|deps.unlock|ecto.create|ecto.migrate|phx.gen.secret':
        output,
      'deps|tree|version|help|hex.outdated|hex.info|deps.tree|app.tree|report|path': reads,
      'ecto.drop|ecto.reset|ecto.rollback': destroys('removes what is in the database'),
      'ct|eunit|test|dialyzer|xref|lint|proper|run|cover|credo|check|do': ownCode,
      'shell|remote_console|phx.server': repl,
    },
    judge: ({ program, operands, flags }) =>
      program === 'iex' ||
      (program === 'erl' &&
        !flags.some((flag) => flag.name === '-n') &&
        operands.every((word) => !/noshell|noinput/.test(word.value)))
        ? repl
        : undefined,
  },
  'bazel|bazelisk|buck2|pants': {
    verdict: ownCode,
    verbs: { 'help|query|cquery|aquery|info|version': unsure('may fetch and run rules of the project'), clean: output },
  },
  'just|task': {
    verdict: ownCode,
    valued: '-f -d --justfile --working-directory --taskfile --dir',
    options: [{ option: '-l --list --summary --list-all --variables', ...reads, replaces: true }],
    named: 0,
  },
  'make|gmake|mage|rake|gitlab-rake|invoke|fab|cap|grunt|gulp|nox|tox|ninja|doit|earthly|dagger': {
    // Even `make -n` and `rake -T` run code of the project: `$(shell …)`, lines with `+`, the file itself.
    verdict: ownCode,
    valued: '-C -f -j -I --directory --file -o -W -e -t',
    verbs: { 'db:drop|db:reset|db:purge|db:schema:load': destroys('replaces or removes what is in the database') },
    named: 0,
  },
  'mvn|gradle|gradlew|mvnw|ant|sbt|lein|cmake|meson|scons|gcc|g++|clang|cc|rustc|javac|tsc|webpack|vite|esbuild|rollup|swc|babel|protoc|buf|jb|dune|zig|nix|nix-build|configure':
    output,
  'pytest|py.test|rspec|jest|vitest|mocha|phpunit|cucumber|behave|robot|bats|playwright|cypress|minitest|ctest|gotestsum|nosetests|unittest|brakeman':
    unsure('runs tests, which may change what they test'),
  'jsonnet|jsonnetfmt|yamllint|shellcheck|rubocop|flake8|mypy|pylint|ruff|bandit|semgrep|markdownlint|vale|lychee|codespell|actionlint|gitleaks|trufflehog|cloc|tokei':
    {
      verdict: reads,
      options: [
        {
          option:
            '-a -A -i --fix --autocorrect --auto-correct --write --in-place --unsafe-fixes --add-noqa --output-file --report-path --output --multi --install-types --auto-gen-config',
          ...changes('edits the files it checks, or writes others'),
        },
        { option: '-o', ...changes('writes a file') },
      ],
      verbs: { 'format|fmt|config|clean|rule|server|install|sync|init|ci|vet': unsure('does more than check') },
    },
  'python|python2|python3|pypy3': {
    ...interpreter('-W -X -m', '-c'),
    options: [{ option: '-c', ...unsure('runs code given in the command') }],
    runs: [{ module: '-m' }, { skip: 0, script: true }],
  },
  'site|sysconfig|platform|calendar|tokenize': readsAs('is a tool of Python'),
  'json.tool': {
    verdict: reads,
    judge: ({ operands }) => (operands.length > 1 ? changes('writes a file') : undefined),
  },
  timeit: unsure('runs code given in the command'),
  'venv|ensurepip|py_compile|compileall|zipapp': output,
  'http.server|SimpleHTTPServer|smtpd': changes('starts a server', 'never-ending'),
  'ruby|jruby': interpreter('-r -I -C -E', '-e'),
  'node|nodejs|deno|tsx|ts-node|php|lua|julia|Rscript|osascript|groovy|scala|kotlin|swift|raku|guile|tclsh|expect|pwsh|powershell':
    interpreter('-r --require --import --loader', '-e --eval -p --print -Command -command'),
  'irb|pry|ipython|bpython|ghci|scala-cli|jshell|R|utop': repl,
  'rails|django-admin|manage.py|flask|artisan|gitlab-rails|sequel|alembic|flyway|liquibase|dbmate|goose|migrate|sqitch|knex|prisma|sentry|ckan|wp|drush':
    {
      verdict: ownCode,
      anyPosition: true,
      verbs: {
        'console|c|shell|dbconsole|db|tinker|dbshell|shell_plus': repl,
        'server|s|runserver|serve': unsure("runs the project's own code", 'never-ending'),
        'routes|about|stats|notes|status|current|history|heads|info|validate|check|showmigrations|version|db:migrate:status':
          reads,
        'runner|r|eval|eval-file|shell_exec|script|sql|execute|exec|e': unsure('runs code given in the command'),
        'db:migrate|migrate|upgrade|up|apply|deploy|db:seed|db:rollback|downgrade|down|rollback|repair|baseline|generate|g|makemigrations|stamp|createsuperuser|collectstatic|assets:precompile':
          changes('changes the database or the files of the application'),
        'db:drop|db:reset|clean|drop|flush|reset|revert|truncate|sqlflush': destroys('removes what is in the database'),
      },
    },
  java: { verdict: ownCode, longDash: true, options: [{ option: '-version', ...reads, replaces: true }] },
  'uvicorn|gunicorn|puma|unicorn|nats-server|redis-server|postgres|mongod|mysqld|etcd|prometheus|grafana-server|minio|memcached|dnsmasq|sshd|vector|fluentd|fluent-bit|otelcol':
    {
      ...asServer(),
    },
  'act|pre-commit|husky|semantic-release|goreleaser|changeset|release-it|standard-version|lerna|nx|turbo': ownCode,
}

function asServer(): ProgramRule {
  const runsOn: Verdict = changes('starts a server', 'never-ending')
  return {
    verdict: runsOn,
    options: [
      {
        option: '-t --check-config --config-check -D --daemonize',
        ...changes('starts a server'),
        drops: ['never-ending'],
      },
    ],
  }
}
