# The same as target-account.yaml for those who bring roles into every account with Terraform: a module without a backend.
variable "identity_account_id" {
  type    = string
  default = "111111111111"
}

data "aws_partition" "this" {}

locals {
  identity_account = "arn:${data.aws_partition.this.partition}:iam::${var.identity_account_id}"
  # Role here -> the role of the identity account that may assume it.
  roles = {
    access-deploy = "access-deployer"
    access-plan   = "access-planner"
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles
  name     = each.key
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "${local.identity_account}:root" }
      Condition = { ArnEquals = { "aws:PrincipalArn" = "${local.identity_account}:role/${each.value}" } }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "plan" {
  role       = aws_iam_role.this["access-plan"].name
  policy_arn = "arn:${data.aws_partition.this.partition}:iam::aws:policy/IAMReadOnlyAccess"
}

# This can make a role that may do everything, and assume it: guard who may be access-deployer.
resource "aws_iam_role_policy" "deploy" {
  role = aws_iam_role.this["access-deploy"].name
  name = "manage-roles"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Resource = "*"
      Action = [
        "iam:AddRoleToInstanceProfile",
        "iam:AttachRolePolicy",
        "iam:CreateInstanceProfile",
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:CreateRole",
        "iam:DeleteInstanceProfile",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:DeleteRole",
        "iam:DeleteRolePermissionsBoundary",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:Get*",
        "iam:List*",
        "iam:PassRole",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:TagInstanceProfile",
        "iam:TagPolicy",
        "iam:TagRole",
        "iam:UntagInstanceProfile",
        "iam:UntagPolicy",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ]
    }]
  })
}
