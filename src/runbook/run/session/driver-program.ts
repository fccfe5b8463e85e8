/**
 * The program of the shell in which steps run. bash reads it, and then one line a step, from its standard input, which is
 * no loop around the steps: `break`, `return` and `exit` in a step mean what they mean when pasted.
 *
 * Descriptors: 250 carries the records, 251 and 252 are the real outputs, which therefore survive `exec >file` in a step;
 * steps see none of the three. Between steps the options e, u, v and x are off and remembered in `__ob_flags`; `$?` of the
 * last step is what the next one finds.
 *
 * What is ours begins with `__ob_`, short because bash reads its program one byte at a time. `__ob_i` takes in what a
 * step brings, `__ob_o` gives out what it left, `__ob_s` gives out the whole state of the shell, `__ob_t` is the text.
 */
export const DRIVER = `[[ $BASH_VERSION == [5-9].* || $BASH_VERSION == [1-9][0-9].* || $BASH_VERSION == 4.[4-9]* ]]||{ printf 'opsbook-old %s ' "$BASH_VERSION";exit 97; }
shopt -s expand_aliases
exec 250>&3 3>&- 251>&1 252>&2
__ob_status=0 __ob_flags= __ob_back= __ob_n=(/dev/null)
__ob_take(){
builtin printf -v "$1" ''
IFS= builtin read -r __ob_length
[[ $__ob_length == 0 ]]&&builtin return
IFS= builtin read -r -N "$__ob_length" "$1"
[[ \${!1} != *\\\\* ]]||builtin printf -v "$1" %b "\${!1}"
}
__ob_set(){
builtin unset -n "$1"&&builtin unset -v "$1"&&builtin export "$1=$__ob_value"
}
__ob_i(){
__ob_line= __ob_refused= __ob_argv=()
IFS= builtin read -r OPSBOOK_STEP_MARK
IFS= builtin read -r __ob_name
builtin ulimit -S -x "$__ob_name" 2>/dev/null||:
__ob_take OPSBOOK_STEP_ID
builtin export OPSBOOK_STEP_MARK OPSBOOK_STEP_ID
IFS= builtin read -r __ob_name
[[ -z $__ob_name ]]||builtin trap "$__ob_trap" ERR
IFS= builtin read -r __ob_count
while ((__ob_count-->0));do
IFS= builtin read -r __ob_name
__ob_take __ob_value
__ob_set "$__ob_name" 2>/dev/null||__ob_refused="the variable $__ob_name is read-only in the session"
done
IFS= builtin read -r __ob_count
while ((__ob_count-->0));do
__ob_take __ob_value
__ob_argv+=("$__ob_value")
done
__ob_take __ob_value
if [[ -n $__ob_value ]];then
__ob_back=$PWD
builtin cd -- "$__ob_value" 2>/dev/null||__ob_refused="there is no folder $__ob_value"
fi
__ob_take __ob_t
__ob_value=
[[ -z $__ob_refused ]]||__ob_t= __ob_argv=(:)
[[ \${#__ob_argv[@]} != 0 ]]||__ob_t=$__ob_flags$__ob_t
builtin return $__ob_status
}
__ob_o(){
__ob_status=$2
if [[ \${#__ob_argv[@]} == 0 ]];then
__ob_flags=
[[ $- != *[euvx]* ]]||{ __ob_flags="builtin set -\${-//[!euvx]/};";builtin set +euvx; }
fi
builtin printf '\\36%s' "$1" >&251
builtin printf '\\36%s' "$1" >&252
[[ $# == 2 ]]||builtin unset -v "\${@:3}"
{ builtin printf '%s\\0' "$2" "$__ob_line" "$__ob_refused" "$PWD" "$__ob_flags";builtin trap -p ERR;builtin printf '\\0'; } >&250
[[ -z $__ob_back ]]||{ builtin cd -- "$__ob_back";__ob_back=; }
}
__ob_s(){
{
builtin declare -p;builtin printf '\\0'
builtin declare -f;builtin printf '\\0'
builtin shopt -p;builtin printf '\\0'
builtin set +o;builtin printf '\\0'
builtin alias -p;builtin printf '\\0'
builtin trap -p;builtin printf '\\0'
builtin umask -p;builtin printf '\\0'
builtin printf '%q ' "\${DIRSTACK[@]}";builtin printf '\\0'
[[ $# == 0 ]]||builtin printf '%q ' "$@";builtin printf '\\0'
} >&250
}
__ob_trap='[[ $BASH_COMMAND == *__ob_* ]]||__ob_line=$LINENO'
builtin trap "$__ob_trap" ERR
{ :; } 2>\${__ob_n[LINENO=0]}
`
