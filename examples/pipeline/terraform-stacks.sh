#!/bin/sh
# Runs Terraform in the folders of stacks:  sh terraform-stacks.sh plan|apply STACK...
#
# JOBS stacks run at a time (default: 2). Each takes about 0.6 GB of memory, and 90 MB for each of its accounts. -parallelism
# changes neither: Terraform starts a process for each account at once.
# With PLAN_ROLE and DEPLOY_ROLE, a plan assumes the role PLAN_ROLE in each account where an apply assumes DEPLOY_ROLE.
# What Terraform says of a stack, errors too, is printed when the stack is done, and stays in terraform-output/STACK.txt.
# A stack that fails stops no other. The exit status is 0 if Terraform succeeded in every stack, else 1.
set -eu
verb=$1
shift
: "${JOBS:=2}" "${TERRAFORM:=terraform}" "${TF_PLUGIN_CACHE_DIR:=$PWD/.terraform-plugins}"
export TERRAFORM TF_PLUGIN_CACHE_DIR TF_IN_AUTOMATION=1
mkdir -p "$TF_PLUGIN_CACHE_DIR" terraform-output

status=0
# One after the other: Terraform does not lock the folder into which it downloads the provider once for all stacks.
for stack; do
  shift
  text=terraform-output/$stack.txt
  echo "init of stack $stack"
  if "$TERRAFORM" -chdir="terraform/stacks/$stack" init -input=false -no-color -lockfile=readonly > "$text" 2>&1; then
    set -- "$@" "$stack"
  else
    printf "\n== init of stack %s: FAILED\n" "$stack" >> "$text"
    cat "$text"
    status=1
  fi
done

case $verb in
  plan)
    options=-lock=false
    if [ -n "${PLAN_ROLE:-}" ]; then
      for stack; do
        sed -i -E "s|(\"role_arn\": \"arn:[^\"]*:role/)$DEPLOY_ROLE\"|\1$PLAN_ROLE\"|" "terraform/stacks/$stack/cdk.tf.json"
      done
    fi ;;
  apply) options=-auto-approve ;;
  *) echo "plan or apply, not $verb" >&2; exit 2 ;;
esac

# shellcheck disable=SC2016 # The inner shell expands it.
for stack; do echo "$stack"; done | xargs -P "$JOBS" -I STACK sh -c '
  text=terraform-output/$3.txt
  printf "\n== %s of stack %s\n\n" "$1" "$3" > "$text"
  if "$TERRAFORM" -chdir="terraform/stacks/$3" "$1" -input=false -no-color "$2" >> "$text" 2>&1; then
    end=done
    # A plan says "create" of a policy, also where one of that name is there, which the apply will write over.
    if [ "$1" = plan ] && grep -q "Refreshing state" "$text" &&
      grep -Eq "# aws_iam_(role|user|group)_policy\..* will be created" "$text"; then
      printf "\n== changed by hand in stack %s since the last apply; the apply writes over a policy of the same name\n\n" "$3" >> "$text"
      "$TERRAFORM" -chdir="terraform/stacks/$3" plan -refresh-only -input=false -no-color -lock=false >> "$text" 2>&1 || end=FAILED
    fi
  else
    end=FAILED
    if grep -q EntityAlreadyExists "$text"; then
      printf "\nIf an apply was killed before: npx cross-account-roles recover --output terraform --state states\n" >> "$text"
    fi
  fi
  printf "\n== %s of stack %s: %s\n" "$1" "$3" "$end" >> "$text"
  cat "$text"
  [ "$end" = done ]
' sh "$verb" "$options" STACK || status=1
exit "$status"
