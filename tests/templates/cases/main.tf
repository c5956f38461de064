# The metric filters of the trail's log group.
terraform {
  required_providers { aws = { source = "hashicorp/aws" } }
}

resource "aws_cloudwatch_log_group" "trail" {
  name = "CloudTrail/${var.stage}" /* not a literal:
  resource "aws_cloudwatch_log_metric_filter" "commented" { pattern = "x" } */
}

resource "aws_cloudwatch_log_metric_filter" "sign_in" {
  name           = "SignInFailures"
  pattern        = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }"
  log_group_name = aws_cloudwatch_log_group.trail.name

  metric_transformation {
    name      = "SignInFailures"
    namespace = "CIS" # the namespace of the alarms
    value     = "1"
  }
}

resource "aws_cloudwatch_log_metric_filter" "heredoc" {
  pattern = <<-EOT
    { ($.eventName = "$${x}") ||
      ($.a = %x{2}%) }
  EOT
  log_group_name = aws_cloudwatch_log_group.trail.name
  metric_transformation {
    name       = "Heredoc"
    namespace  = "CIS"
    value      = 1
    dimensions = { b = "$.b" }
  }
}

resource "aws_cloudwatch_log_metric_filter" "open" {
  pattern        = join(" ", ["{", var.condition, "}"])
  log_group_name = "CloudTrail/${var.stage == "x" ? "{" : "y"}"
  count          = var.wanted ? 1 : 0
}

resource aws_cloudwatch_log_metric_filter one_line { pattern = "" }

data "aws_cloudwatch_log_metric_filter" "not_managed" {
  pattern = "x"
}
