namespace Surefoot.Theory.Hu2020;

/// <summary>Something measured at a moment, kept while several inequalities ask for it: at this moment and the one before.</summary>
/// <param name="measure">How it is measured.</param>
internal sealed class PerMoment<T>(Func<DeepLinearMoment, T> measure)
{
    private (DeepLinearMoment? Moment, long Step, T Value) _last;
    private (DeepLinearMoment? Moment, long Step, T Value) _lastButOne;

    /// <summary>The measured value.</summary>
    public T At(DeepLinearMoment moment)
    {
        // A run may move one moment on from step to step.
        if (_last.Moment == moment && _last.Step == moment.Step)
            return _last.Value;
        if (_lastButOne.Moment == moment && _lastButOne.Step == moment.Step)
            return _lastButOne.Value;
        _lastButOne = _last;
        _last = (moment, moment.Step, measure(moment));
        return _last.Value;
    }
}
