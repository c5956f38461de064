# One account, as the four files of this folder declare it.
resource "aws_cloudwatch_log_group" "trail" {
  name = "CloudTrail/Logs"
}

resource "aws_cloudtrail" "org" {
  name                       = "org"
  s3_bucket_name             = aws_s3_bucket.logs.id
  is_multi_region_trail      = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*" # as CloudTrail asks for it

  event_selector {
    exclude_management_event_sources = ["kms.amazonaws.com"]
  }
}

resource "aws_cloudtrail" "stopped" {
  name                  = "stopped"
  s3_bucket_name        = aws_s3_bucket.logs.id
  is_organization_trail = true
  enable_logging        = false

  advanced_event_selector {
    name = "management"
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
    field_selector {
      field           = "eventSource"
      not_starts_with = ["kms", "rds"]
    }
  }
}

resource "aws_cloudtrail" "plain" {
  name           = "plain"
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_cloudwatch_log_metric_filter" "sign_in" {
  name           = "SignInFailures"
  pattern        = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }"
  log_group_name = aws_cloudwatch_log_group.trail.name

  metric_transformation {
    name          = "SignInFailures"
    namespace     = "CIS"
    value         = 1
    default_value = 0
  }
}

resource "aws_cloudwatch_log_metric_filter" "by_user" {
  name           = "ByUser"
  pattern        = <<-EOT
    { $.eventName = ConsoleLogin }
  EOT
  log_group_name = aws_cloudwatch_log_group.trail.name

  metric_transformation {
    name       = "ByUser"
    namespace  = "CIS"
    value      = "1"
    unit       = "Count"
    dimensions = { "Type" = "$.userIdentity.type", "User" = "$.userIdentity.userName" }
  }
}

resource "aws_cloudwatch_metric_alarm" "sign_in" {
  alarm_name          = "SignInFailures"
  metric_name         = aws_cloudwatch_log_metric_filter.sign_in.metric_transformation[0].name
  namespace           = aws_cloudwatch_log_metric_filter.sign_in.metric_transformation[0].namespace
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions = [
    aws_sns_topic.secops.arn, # the people
    "arn:aws:sns:us-east-1:111111111111:other",
  ]
}

resource "aws_cloudwatch_metric_alarm" "by_user" {
  alarm_name          = "ByUser"
  evaluation_periods  = "3"
  datapoints_to_alarm = 2
  threshold           = -1.5
  comparison_operator = "GreaterThanThreshold"
  actions_enabled     = false

  metric_query {
    id          = "all"
    expression  = "SUM(METRICS())"
    return_data = true
  }

  metric_query {
    id = "user"
    metric {
      metric_name = "ByUser"
      namespace   = "CIS"
      period      = 60
      stat        = "Sum"
      dimensions = {
        Type : "IAMUser"
        User : "anna"
      }
    }
  }
}

resource "aws_cloudwatch_composite_alarm" "any" {
  alarm_name    = "Any"
  alarm_rule    = "ALARM(SignInFailures) OR ALARM(ByUser)"
  alarm_actions = [aws_sns_topic.secops.arn]
}

resource "aws_sns_topic" "secops" {
  name = "secops"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.secops.arn
  protocol  = "email"
  endpoint  = "security@example.com"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}
