terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "trusted_account_id" {
  description = "Id of the account that you read from."
  type        = string
}

data "aws_partition" "current" {}

resource "aws_iam_role" "auditor" {
  name        = "Auditor"
  description = "Reads IAM for cross-account-roles verify and import."
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${var.trusted_account_id}:root" }
    }]
  })
}

resource "aws_iam_role_policy" "read" {
  name = "read-iam"
  role = aws_iam_role.auditor.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = [
        "iam:GenerateCredentialReport",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetAccountPasswordPolicy",
        "iam:GetCredentialReport",
        "iam:GetInstanceProfile",
        "iam:GetLoginProfile",
        "iam:GetOpenIDConnectProvider",
        "iam:GetSAMLProvider",
        "iam:ListAccountAliases",
        "iam:ListRoles",
        "organizations:ListAccounts",
        "organizations:ListTagsForResource"
      ]
      Resource = "*"
    }]
  })
}
