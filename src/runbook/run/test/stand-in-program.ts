/** The two constant programs of a test's folder. They use words of the shell only, so that no PATH can change them. */

/**
 * Writes down how it was called, as one line of JSON, and prints what the page shows. A script that the page brings for
 * the name is carried out instead. Called by a link of the program's name, or with the name as its first argument.
 */
export const STAND_IN = `LC_ALL=C
dir=\${0%/*} name=\${0##*/}
root=\${dir%/.opsbook/*}
if [[ $name == .stand-in ]]; then name=$1; shift; fi
input=
[[ -t 0 ]] || IFS= builtin read -r -d '' -t 2 -N 65536 input
json() {
  local text=$1 code sign
  text=\${text//\\\\/\\\\\\\\} text=\${text//\\"/\\\\\\"}
  text=\${text//$'\\n'/\\\\n} text=\${text//$'\\t'/\\\\t} text=\${text//$'\\r'/\\\\r}
  if [[ $text == *[[:cntrl:]]* ]]; then
    for code in 0{1..9} 0{a..f} 1{0..9} 1{a..f} 7f; do
      builtin printf -v sign "\\\\x$code"
      text=\${text//"$sign"/\\\\u00$code}
    done
  fi
  builtin printf -v REPLY '"%s"' "$text"
}
json "$name"; line="{\\"program\\":$REPLY,\\"argv\\":["
comma=
for argument; do json "$argument"; line+=$comma$REPLY comma=,; done
json "$input"; line+="],\\"stdin\\":$REPLY"
json "$OPSBOOK_STEP_ID"; line+=",\\"step\\":$REPLY}"
builtin printf '%s\\n' "$line" >>"$root/.opsbook/calls.ndjson"
script=$root/.opsbook/scripts/\${name//\\//%}
if [[ -x $script ]]; then
  builtin printf %s "$input" | "$script" "$@"
  builtin exit
fi
case $name in sleep|sync|clear|reset|tput) builtin exit 0 ;; esac
[[ ! -s $root/.opsbook/answer ]] || builtin printf '%s\\n' "$(<"$root/.opsbook/answer")"
builtin exit 0
`

/**
 * Stands before a tool that is there for real. It looks at the call when it is made: in the test's folder, with paths in
 * it, and without options that start other programs, set the clock or never end, the tool runs; else its stand-in does.
 * A page that did not ask to be tested brings no files: where one it names is not there, a stand-in answers, too.
 */
export const GUARD = `dir=\${0%/*} name=\${0##*/}
root=\${dir%/.opsbook/*}
outside() { builtin exec "$root/.opsbook/fakes/.stand-in" "$name" "$@"; }
reads=1 paths=1 exempt=
case $name in
  mkdir|mktemp|touch|rm|rmdir|mv|cp|tee|sort|uniq) reads= ;;
  basename|dirname|expr|seq|tr|date) paths= ;;
  grep|egrep|fgrep|jq) exempt=1 ;;
  sed) exempt=1 reads= ;;
esac
case $PWD/ in "$root"/work/*|"$root"/home/*|"$root"/tmp/*) ;; *) outside "$@" ;; esac
after=
[[ $paths ]] && for argument; do
  if [[ $after ]]; then after= exempt=; continue; fi
  if [[ $name == sed && $argument == -* ]]; then
    case $argument in
      -e) after=1; continue ;;
      -n|-E|-r|-i|-s|-u) continue ;;
      *) outside "$@" ;;
    esac
  fi
  if [[ $exempt && $argument != -* ]]; then exempt=; continue; fi
  case $argument in
    /dev/null|/dev/stdin|/dev/stdout|/dev/stderr|-d/) continue ;;
    *..*) [[ $argument =~ (^|[/=])\\.\\.(/|$) ]] && outside "$@" ;;
  esac
  case $argument in
    "$root"/work/*|"$root"/home/*|"$root"/tmp/*) continue ;;
    "$OPSBOOK_BOOK"/*) if [[ $reads && $OPSBOOK_BOOK == /?* ]]; then continue; fi ;;
  esac
  case $argument in /*|*=/*|-*/*) outside "$@" ;; esac
done
if [[ -e $root/.opsbook/lenient ]]; then
  last=\${!#}
  for argument; do
    if [[ -e $argument || $argument == -* ]]; then continue; fi
    case $name:$argument in
      mkdir:*|mktemp:*|touch:*|tee:*) ;;
      cp:*|mv:*) [[ $argument == "$last" ]] || outside "$@" ;;
      cat:*|ls:*|stat:*|rm:*|rmdir:*|cmp:*|diff:*) outside "$@" ;;
      head:*.*|tail:*.*|wc:*.*|sort:*.*|find:*/*|jq:*.json) outside "$@" ;;
      head:*/*|tail:*/*|wc:*/*|sort:*/*) outside "$@" ;;
      grep:*/*.*|egrep:*/*.*|fgrep:*/*.*|sed:*/*.*) outside "$@" ;;
    esac
  done
fi
case $name in
  find) for argument; do case $argument in -exec*|-ok*|-delete|-fprint*|-fls|-files0*) outside "$@" ;; esac; done ;;
  sort) for argument; do case $argument in --co*|--fi*|--te*) outside "$@" ;; esac; done ;;
  cp) for argument; do case $argument in --*|-*[sladHP]*) [[ $argument == -- ]] || outside "$@" ;; esac; done ;;
  tail) for argument; do case $argument in --f*|--p*|--r*|-*[fF]*) outside "$@" ;; esac; done ;;
  date) for argument; do case $argument in +*|-u|-R|-I*|--utc|--iso-8601*) ;; *) outside "$@" ;; esac; done ;;
  sed) set -- --sandbox "$@" ;;
esac
builtin exec -a "$name" "$root/.opsbook/real/$name" "$@"
`
