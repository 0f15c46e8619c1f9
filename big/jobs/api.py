"""Long work over the API: how far it is, and another try for what failed."""

from typing import Any

from rest_framework import serializers

from big.api.filters import ChoiceFilter, CodeFilter, RecordFilter
from big.api.serializers import NothingSerializer, RecordSerializer
from big.api.viewsets import RecordViewSet, record_action
from big.jobs.models import Job
from big.jobs.services import retry_job


class JobSerializer(RecordSerializer):
    """Long work that somebody asked for; `step` of the `steps` are finished."""

    steps = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "subject_id",
            "title",
            "requested_by",
            "requested_at",
            "finished_at",
            "state",
            "steps",
            "step",
            "detail",
            "problem",
            "attempts",
        )


class JobFilter(RecordFilter):
    """Which jobs."""

    kind = CodeFilter()
    state = ChoiceFilter(Job.State)


class JobViewSet(RecordViewSet):
    """Your own jobs, and those that you may watch. The state says how far one is, so there is no version."""

    queryset = Job.objects.none()
    serializer_class = JobSerializer
    filterset_class = JobFilter
    newest_first = True
    has_version = False

    @record_action(NothingSerializer)
    def retry(self, key: int, version: int, given: dict[str, Any]) -> Job:
        """Try a failed job again from the start."""
        return retry_job(key, actor=self.actor)
